"""Published figures as they are written on screen."""

from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain import Horizon
from indicators.domain.aggregation import month_value
from indicators.domain.december import is_secured
from indicators.domain.exact import decimal_of
from indicators.domain.model import (
    Absence,
    Amount,
    Attainment,
    Definition,
    Fact,
    Frequency,
    Pair,
    Status,
)
from indicators.models import Indicator


def value_text(definition: Definition, value: Decimal | None) -> str:
    """A published value with its short unit: `92,50 %`, `75,3 j`, `26 431`; "" when there is none."""
    if value is None:
        return ""
    return french.with_short_unit(french.number(value), definition.unit)


AT_LEAST = f"au{french.NO_BREAK}moins"
AT_MOST = f"au{french.NO_BREAK}plus"


def value_at_least(definition: Definition, now: Attainment) -> str:
    """The published value, `au moins 1 200` while months are missing from it (RC-6)."""
    text = value_text(definition, now.value)
    return f"{AT_LEAST} {text}" if text and now.is_floor else text


def gap_at_least(definition: Definition, now: Attainment) -> str:
    """The gap, `au moins` while months are missing from the value."""
    text = gap_text(definition, now.gap)
    return f"{AT_LEAST} {text}" if text and now.is_floor else text


def projection_text(definition: Definition, now: Attainment) -> str:
    text = value_text(definition, now.projection)
    return f"{AT_LEAST} {text}" if text and now.is_floor else text


def is_least_score(now: Attainment) -> bool:
    """Whether the score is the least that the missing months may leave."""
    return now.is_floor and now.status is not Status.ATTEINT


def score_text(now: Attainment) -> str:
    """`64,20 %`, `au moins 64,20 %`; "" without a score."""
    if now.score is None:
        return ""
    text = french.with_unit(now.score, "%")
    return f"{AT_LEAST} {text}" if is_least_score(now) else text


def target_text(definition: Definition, value: Decimal | None) -> str:
    if value is None:
        return ""
    return french.amount(value, definition.unit)


def gap_text(definition: Definition, gap: Decimal | None) -> str:
    """The gap as published, with its sign; between percentages it is in points."""
    if gap is None:
        return ""
    sign = "+" if gap > 0 else ""
    if definition.unit == "%":
        return f"{sign}{french.trimmed(gap)}{french.NO_BREAK}pt"
    return f"{sign}{french.amount(gap, definition.unit)}"


def counted_text(definition: Definition, amount: Decimal) -> str:
    """A gap in a sentence: `2,58 pt`, `86 685 €`, `1 411 rendez-vous`, `1 situation`."""
    return _named(definition, amount, gap_text(definition, amount).removeprefix("+"))


def _named(definition: Definition, amount: Decimal, text: str) -> str:
    if definition.unit in french.SHORT_UNITS:
        return text
    return f"{text}{french.NO_BREAK}{french.counted_unit(amount, definition.unit)}"


def target_in_words(definition: Definition, amount: Decimal) -> str:
    """In a sentence: `12,5 %`, `75 rendez-vous`."""
    return _named(definition, amount, target_text(definition, amount))


def value_in_words(definition: Definition, value: Decimal) -> str:
    """In a sentence: `87,01 %`, `1 793 bénéficiaires`."""
    return _named(definition, value, value_text(definition, value))


def pace_text(definition: Definition, now: Attainment, december: Attainment | None) -> str:
    """The pace still required: an average, or so much a month; of what is counted one by one, what is left and in how
    many months when that is less than one a month. `au plus` while months are missing from the value.
    """
    if now.pace is None:
        return ""
    if now.pace.value is None:
        return "hors d’atteinte"
    if is_secured(definition, now.pace.value):
        return "déjà tenu"
    if definition.aggregation.takes_pair:
        return value_text(definition, now.pace.value)
    at_most = f"{AT_MOST} " if now.is_floor else ""
    if definition.is_counted_one_by_one and definition.rises and (left := _left(definition, now, december)):
        return f"encore {at_most}{french.trimmed(left[0])} en {left[1]}{french.NO_BREAK}mois"
    return f"{at_most}{target_text(definition, now.pace.value)} /{french.NO_BREAK}mois"


def _left(definition: Definition, now: Attainment, december: Attainment | None) -> tuple[Decimal, int] | None:
    """What is left to do and in how many months, where the two make the pace; None where December is due by other
    targets, or the months that remain are not those that are due.
    """
    if december is None or december.objectif_to_date is None or now.value is None or now.pace is None:
        return None
    left = december.objectif_to_date - now.value
    due = december.months_due - now.months_due
    for periods in (due, due - 1):
        months = periods * definition.frequency.months
        if months > 0 and now.pace.value == _pace_of(left, months, definition.decimals + 2):
            return left, months
    return None


def _pace_of(left: Decimal, months: int, decimals: int) -> Decimal:
    return decimal_of(-(-int(left.scaleb(decimals)) // months), decimals)


def period_text(frequency: Frequency, month: Month) -> str:
    """The period that a due month ends: `mars 2025`, `1er trimestre 2025`, `année 2025`."""
    match frequency:
        case Frequency.MENSUELLE:
            return french.month_name(month.year, month.number)
        case Frequency.TRIMESTRIELLE:
            return french.quarter_name(month.year, month.quarter)
        case Frequency.SEMESTRIELLE:
            return f"{'1er' if month.number <= 6 else '2e'} semestre {month.year}"
        case Frequency.ANNUELLE:
            return f"année {month.year}"


def cap_text(definition: Definition, ahead: Horizon) -> str:
    """What separates the level from the last objectif, with an arrow the way that it must go: `↑ 2,97 pt`, `↓ 4,1 j`.

    Without an arrow the objectif is held, or may still be used up: the figure is the margin.
    """
    text = gap_text(definition, abs(ahead.gap)).removeprefix("+")
    arrow = "↑" if ahead.gap < 0 else "↓"
    return f"{arrow}{french.NO_BREAK}{text}" if _is_short(definition, ahead) else text


def cap_words(definition: Definition, ahead: Horizon) -> str:
    """What the figure of the cap is, for a sentence and for someone who listens."""
    if _is_short(definition, ahead):
        return "à gagner" if definition.rises else "à baisser"
    return "de marge"


def _is_short(definition: Definition, ahead: Horizon) -> bool:
    return ahead.gap < 0 if definition.rises else ahead.gap > 0


def path_text(ahead: Horizon) -> str:
    """Whether the last objectif is held already, else where the indicator is on its path; "" while not judged."""
    if ahead.is_held:
        return "déjà au niveau"
    return {True: "sur sa trajectoire", False: "en retrait de sa trajectoire", None: ""}[ahead.is_on_path]


def month_text(definition: Definition, fact: Fact | None) -> str:
    match fact:
        case Amount(value):
            return french.trimmed(value)
        case Pair():
            ratio = month_value(definition, fact)
            if ratio is None:
                return "aucun cas"
            return french.with_short_unit(french.number(ratio), definition.unit)
        case Absence(kind, _):
            return kind.label
        case None:
            return "—"


def fact_in_words(definition: Definition, fact: Fact) -> str:
    """A fact in a sentence: `918 sur 1 055 (87,01 %)`, `3 796`, `non disponible`."""
    if isinstance(fact, Pair):
        sums = f"{french.trimmed(fact.numerator)} sur {french.trimmed(fact.denominator)}"
        return f"{sums} ({month_text(definition, fact)})"
    return month_text(definition, fact)


def fact_with_reason(indicator: Indicator, fact: Fact | None) -> str:
    """A fact in a sentence, an absence with its reason; "" for nothing."""
    if isinstance(fact, Absence):
        return f"{fact.kind.label} («\u00a0{fact.reason}\u00a0»)"
    return "" if fact is None else fact_in_words(indicator.definition, fact)
