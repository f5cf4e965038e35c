"""A total in words: its score, what it covers, what it may become, when the rest is due (RC-13)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain import RollUp, Term, attain_all, roll_up
from indicators.domain.model import Attainment, Series, Status
from indicators.domain.rollup import at_constant_perimeter

INSUFFICIENT = "mesure insuffisante"
NOTHING_DUE = "rien n’est encore dû"
# A later month with one of these is not one that is waited for.
NOTHING_EXPECTED = frozenset({Status.NON_ECHU, Status.NEUTRALISE, Status.SANS_OBJET, Status.SANS_OBJECTIF})


def score_text(rolled: RollUp) -> str:
    """`64,20 %`; "" without a score."""
    return "" if rolled.score is None else french.with_unit(rolled.score, "%")


def total_text(rolled: RollUp) -> str:
    """The score, or why there is none; "" where nothing has an objectif."""
    if rolled.is_insufficient:
        return INSUFFICIENT
    if rolled.score is None and (rolled.not_due or rolled.apart):
        return NOTHING_DUE
    return score_text(rolled)


def coverage_text(rolled: RollUp, one: str = "mesuré", many: str = "mesurés") -> str:
    """`22 mesurés sur 23 dus`."""
    measured = french.plural(rolled.measured, one, many)
    return f"{rolled.measured} {measured} sur {rolled.due} {french.plural(rolled.due, 'dû', 'dus')}"


def range_text(rolled: RollUp) -> str:
    """`entre 71,20 et 78,40 selon ce qui manque`; "" where nothing that is missing can change the total."""
    ends = short_range(rolled).partition(" à ")
    return f"entre {ends[0]} et {ends[2]} selon ce qui manque" if ends[0] else ""


def short_range(rolled: RollUp) -> str:
    """`71,20 à 78,40`, where a page says what it is."""
    if rolled.low is None or rolled.high is None or rolled.is_certain:
        return ""
    return f"{french.number(rolled.low)} à {french.number(rolled.high)}"


def covered_text(rolled: RollUp) -> str:
    """`64,20 % (22 mesurés sur 23 dus)`: a score is never shown without what it covers."""
    return f"{total_text(rolled) or 'aucun score'} ({coverage_text(rolled)})"


def is_expected(status: Status, objectif: Decimal | None, annual: Decimal | None) -> bool:
    """Whether something of the objectif is due in a month. Months may be missing while nothing of it is due."""
    if status is Status.INCOMPLET and objectif == 0:
        return annual == 0
    return status not in NOTHING_EXPECTED


def expected_month(months: Iterable[tuple[Month, bool]], after: Month) -> Month | None:
    """The first later month at which something is due; None where the contract has none."""
    return next((month for month, is_due in months if is_due and month > after), None)


def expected_in(series: Series, now: Attainment) -> Month | None:
    """The same from the facts, where a page has no stored months; None for what is due or judged."""
    return expected_among(attain_all(series), now) if now.status is Status.NON_ECHU else None


def expected_among(attained: Iterable[Attainment], now: Attainment) -> Month | None:
    """The same of months that were computed already."""
    if now.status is not Status.NON_ECHU:
        return None
    months = (
        (each.month, is_expected(each.status, each.objectif_to_date, each.objectif_annual))
        for each in attained
    )
    return expected_month(months, now.month)


def expected_text(months: Sequence[Month | None], at: Month) -> str:
    """What is not due yet and when it will be: `1 attendu en juin et 4 en décembre`; "" for nothing."""
    counts = Counter(month for month in months if month is not None)
    dated = [(count, month_in_sentence(month, at)) for month, count in sorted(counts.items())]
    texts = [f"{count} en {name}" for count, name in dated]
    if texts:
        count, name = dated[0]
        texts[0] = f"{count} {french.plural(count, 'attendu', 'attendus')} en {name}"
    undated = len(months) - sum(counts.values())
    if undated:
        texts.append(f"{undated} sans échéance d’ici la fin du contrat")
    return french.listing(texts)


def month_in_sentence(month: Month, at: Month) -> str:
    """`décembre`, with its year where that is another one."""
    name = french.MONTHS[month.number - 1]
    return name if month.year == at.year else f"{name} {month.year}"


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a total between two dates, in points. `constant` is what it is over the terms measured at both,
    None where the same terms are measured at both. Both None where a date has no total.
    """

    points: Decimal | None
    constant: Decimal | None

    @property
    def text(self) -> str:
        """`+1,20 pt`, `=`; "" where there is none."""
        if self.points is None:
            return ""
        return french.points(self.points) if self.points else "="

    @property
    def constant_text(self) -> str:
        return "" if self.constant is None else french.points(self.constant)

    def sentence(self, since: str) -> str:
        """`+1,20 pt depuis août 2025, dont +0,80 pt à périmètre constant`."""
        if self.points is None:
            return ""
        text = f"{french.points(self.points) if self.points else 'inchangé'} {since}"
        if self.constant is None:
            return text
        is_part = 0 <= self.constant <= self.points or self.points <= self.constant <= 0
        return f"{text}, {'dont' if is_part else 'mais'} {self.constant_text} à périmètre constant"


NO_CHANGE = Change(None, None)


def change_of(now: Sequence[Term], before: Sequence[Term]) -> Change:
    later, earlier = roll_up(now).score, roll_up(before).score
    if later is None or earlier is None:
        return NO_CHANGE
    return Change(later - earlier, _constant(now, before))


def _constant(now: Sequence[Term], before: Sequence[Term]) -> Decimal | None:
    if _measured(now) == _measured(before):
        return None
    earlier, later = (rolled.score for rolled in at_constant_perimeter(before, now))
    return None if later is None or earlier is None else later - earlier


def _measured(terms: Iterable[Term]) -> frozenset[str]:
    return frozenset(term.key for term in terms if term.is_measured)
