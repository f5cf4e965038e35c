"""Where an indicator is at the end of a month, and every figure that its commentary may cite."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.commentary.compared import Told, figures_told
from dashboards.commentary.december import estimate_figures
from dashboards.commentary.parts import Figure, Figures, Lineage, Place, by_key
from dashboards.shared.awaited import awaited, has_ended, without_chances
from dashboards.shared.figures import counted_text, target_text, value_in_words
from dashboards.shared.marks import mark_of
from indicators.domain import windows
from indicators.domain.model import Attainment, Definition, Frequency, Status
from indicators.domain.provisional import counted_months
from indicators.selectors import Known

LONGEST_COMMENT = 160


@dataclass(frozen=True, slots=True)
class Standing:
    """`quarter` is the end of the quarter before, `year_ago` the same month of the year before (None before the
    contract); `objectif` that of December in the version of the month. `neutralised` are due months to date,
    `unchecked` the months behind the value that nobody validated, `comment` the last one written since the quarter
    before, with its month. `awaited` is what is to be entered of a year that is over, "" of another; `told` what moved
    the score beside time.
    """

    code: str
    definition: Definition
    now: Attainment
    quarter: Attainment | None
    year_ago: Attainment | None
    objectif: Decimal | None
    neutralised: tuple[Month, ...] = ()
    unchecked: tuple[Month, ...] = ()
    comment: tuple[Month, str] | None = None
    expected: Month | None = None
    awaited: str = ""
    told: Told | None = None

    @property
    def month(self) -> Month:
        return self.now.month

    @property
    def is_judged(self) -> bool:
        return self.now.value is not None and self.now.score is not None


def months_read(month: Month, first: Month) -> list[Month]:
    """Which months a commentary of that one needs, but for those before the contract."""
    wanted = {month, month.end_of_quarter_before, month.plus(-12), Month(month.year, 12)}
    return sorted(each for each in wanted if each >= first)


def standing_of(
    found: Known,
    attained: Mapping[Month, Attainment],
    month: Month,
    *,
    objectif: Decimal | None,
    expected: Month | None,
    today: date | None,
    told: Told | None = None,
) -> Standing:
    """From the facts and the months of `months_read`. `today` is None where the day does not matter: a past state."""
    series, now = found.series, attained[month]
    ended = today is not None and has_ended(month, series.facts, today)
    return Standing(
        code=found.indicator.code,
        definition=series.definition,
        now=without_chances(now) if ended else now,
        quarter=attained.get(month.end_of_quarter_before),
        year_ago=attained.get(month.plus(-12)),
        objectif=objectif,
        neutralised=_neutralised(found, month),
        unchecked=_unchecked(found, month),
        comment=_comment(found, month),
        expected=expected,
        awaited=awaited(month, attained[Month(month.year, 12)].missing) if ended else "",
        told=told,
    )


def _neutralised(found: Known, month: Month) -> tuple[Month, ...]:
    """Of the year, also of what runs over the years."""
    behind = windows.window(found.series.definition, month)
    return tuple(each for each in behind if each.year == month.year and each in found.series.neutralised)


def _unchecked(found: Known, month: Month) -> tuple[Month, ...]:
    records = found.records
    return tuple(
        each
        for each in counted_months(found.series, month)
        if each in records and records[each].state is not State.VALIDE
    )


def _comment(found: Known, month: Month) -> tuple[Month, str] | None:
    written = [
        (each, record.comment)
        for each, record in found.records.items()
        if month.end_of_quarter_before < each <= month and record.fact is not None and record.comment.strip()
    ]
    return max(written, default=None)


def quoted(text: str) -> str:
    """In one line, without its full stop, cut between words."""
    one = french.bound(" ".join(text.split()))
    if len(one) > LONGEST_COMMENT:
        return f"{one[:LONGEST_COMMENT].rsplit(' ', 1)[0].rstrip(',;:.')}…"
    return one.removesuffix(".")


def figures_of(standing: Standing) -> Figures:
    """Every figure as pages write it."""
    definition, now, month = standing.definition, standing.now, standing.month
    why = Place(Lineage.WHY, month, standing.code)
    listed = [
        Figure("statut", "le statut", mark_of(now.status).word, why),
        Figure("valeur", "la valeur", _words(definition, now.value), why),
        Figure("seuil", "le seuil à date", target_text(definition, now.seuil_to_date), why),
        Figure("objectif", "l’objectif à date", target_text(definition, now.objectif_to_date), why),
        Figure("ecart", "l’écart à l’objectif", _gap(definition, now.gap), why),
        Figure("score", "le score", _score(now), why),
        Figure("mois-saisis", "ce que la valeur couvre", _covered(standing), why),
        Figure(
            "annuel", "l’objectif de l’année", _annual(standing), Place(Lineage.TARGETS, month, standing.code)
        ),
        *estimate_figures(definition, now, standing.objectif, standing.code),
        *figures_told(standing.told),
    ]
    for key, other in (("trimestre", standing.quarter), ("an", standing.year_ago)):
        if other is not None:
            listed += _of_another_month(standing, key, other)
    if standing.comment is not None:
        said, text = standing.comment
        place = Place(Lineage.WHY, said, standing.code)
        listed.append(Figure("commentaire", "le commentaire du mois", quoted(text), place))
    return by_key(listed)


def _of_another_month(standing: Standing, key: str, other: Attainment) -> list[Figure]:
    definition = standing.definition
    when = f"à fin {french.month_name(other.month.year, other.month.number)}"
    place = Place(Lineage.WHY, other.month, standing.code)
    targets = Place(Lineage.TARGETS, other.month, standing.code)
    annual = target_text(definition, other.objectif_annual)
    return [
        Figure(f"valeur-{key}", f"la valeur {when}", _words(definition, other.value), place),
        Figure(f"score-{key}", f"le score {when}", _score(other), place),
        Figure(f"annuel-{key}", f"l’objectif de l’année {when}", annual, targets),
    ]


DUE = {
    Frequency.MENSUELLE: "mois dus",
    Frequency.TRIMESTRIELLE: "trimestres dus",
    Frequency.SEMESTRIELLE: "semestres dus",
    Frequency.ANNUELLE: "années dues",
}


def _covered(standing: Standing) -> str:
    """`8 des 9 mois dus`."""
    now = standing.now
    if not now.missing:
        return ""
    due = DUE[standing.definition.frequency]
    return f"{french.number(now.due_reported)} des {french.number(now.months_due)}{french.NO_BREAK}{due}"


def _annual(standing: Standing) -> str:
    return target_text(standing.definition, standing.now.objectif_annual)


def _words(definition: Definition, value: Decimal | None) -> str:
    return "" if value is None else value_in_words(definition, value)


def _gap(definition: Definition, gap: Decimal | None) -> str:
    return "" if gap is None else counted_text(definition, abs(gap))


def _score(attained: Attainment) -> str:
    return "" if attained.score is None else french.with_unit(attained.score, "%")


def is_alike(one: Attainment | None) -> bool:
    """Whether its value may be held against that of another month: whole, and of its whole period."""
    return (
        one is not None
        and one.value is not None
        and not one.is_floor
        and one.status not in {Status.INCOMPLET, Status.NEUTRALISE}
    )
