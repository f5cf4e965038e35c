"""The Cnav's figures of the latest quarter: most are ours, some differ for a reason, one nobody can explain yet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from accounts.models import User
from commitments.ledger.proofs import SentFile
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.models.reconciliation import Turn
from dashboards.reconciliation.acts import Step, follow_difference, receive_file
from dashboards.reconciliation.reading import FilePreview, prepare_figures
from dashboards.reconciliation.selectors import reconciliation_of
from indicators.domain.exact import rounded
from indicators.domain.model import Amount, Fact, Pair
from indicators.imports import read
from indicators.models import Indicator, MonthlyActual

COMMENT = "Question posée à la Cnav par courriel\u00a0: quelle extraction donne ce numérateur\u202f?"
HEADING = "indicateur;mois;numerateur;denominateur;valeur"
# With fewer cases, rounding would hide what makes the two sides differ.
FEWEST = 500
SHARE = Decimal("0.85")

type Facts = Mapping[Month, Fact]
type Incident = Callable[[Indicator, Facts, Quarter], Facts | None]


def receive_their_figures(contract: Contract, quarter: Quarter, controller: User) -> None:
    """Nothing where no month of the quarter has a figure."""
    lines = list(_lines(contract, quarter))
    if not lines:
        return
    content = "\n".join((HEADING, *lines, "")).encode()

    def prepare(locked: Contract) -> FilePreview:
        return prepare_figures(read(content), locked, quarter)

    receive_file(
        contract=contract,
        quarter=quarter,
        sent=SentFile(f"chiffres-cnav-{quarter}.csv", content),
        prepare=prepare,
        plan=prepare(contract).plan,
        how={},
        actor=controller,
        origin=Origin.DEMO,
    )
    _ask_about_the_first(contract, quarter, controller)


def _ask_about_the_first(contract: Contract, quarter: Quarter, controller: User) -> None:
    found = reconciliation_of(contract, quarter)
    for each in found.to_settle[:1] if found else ():
        code, turn = each.indicator.code, Turn.THEIRS.value
        step = Step(quarter, code, each.month, each.digest, each.version, COMMENT, turn)
        follow_difference(contract=contract, step=step, actor=controller, origin=Origin.DEMO)


def _lines(contract: Contract, quarter: Quarter) -> Iterator[str]:
    """Each incident happens to the first indicator whose figures can show it."""
    left = list(INCIDENTS)
    for indicator, facts in _ours(contract, quarter):
        theirs: Facts = {month: facts[month] for month in quarter.months if month in facts}
        for incident in left:
            changed = incident(indicator, facts, quarter)
            if changed is not None:
                left.remove(incident)
                theirs = changed
                break
        yield from (_line(indicator, month, fact) for month, fact in theirs.items())


def _ours(contract: Contract, quarter: Quarter) -> list[tuple[Indicator, Facts]]:
    """The figures of the quarter and of the month before it."""
    first = quarter.months[0].plus(-1)
    rows = MonthlyActual.objects.filter(
        indicator__contract=contract, month__range=(first.first_day, quarter.last_month.first_day)
    )
    found: dict[int, dict[Month, Fact]] = {}
    for row in rows.select_related("current").order_by("month"):
        if isinstance(row.current.fact, Pair | Amount):
            found.setdefault(row.indicator_id, {})[row.at] = row.current.fact
    indicators = Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    return [(each, found[each.pk]) for each in indicators if each.pk in found]


def _line(indicator: Indicator, month: Month, fact: Fact) -> str:
    match fact:
        case Pair(numerator, denominator):
            return f"{indicator.code};{month};{numerator:f};{denominator:f};"
        case Amount(value):
            return f"{indicator.code};{month};;;{value:f}"
        case _:
            return f"{indicator.code};{month};;;"


def _pairs(facts: Facts, months: Sequence[Month]) -> dict[Month, Pair] | None:
    """None where a month has no ratio of enough cases."""
    found = {
        month: fact
        for month in months
        if isinstance(fact := facts.get(month), Pair) and FEWEST <= fact.numerator < fact.denominator
    }
    return found if len(found) == len(months) else None


def _amounts(facts: Facts, months: Sequence[Month]) -> dict[Month, Amount] | None:
    found = {
        month: fact
        for month in months
        if isinstance(fact := facts.get(month), Amount) and fact.value >= FEWEST
    }
    return found if len({each.value for each in found.values()}) == len(months) else None


def _rounded(indicator: Indicator, facts: Facts, quarter: Quarter) -> Facts | None:
    """Rates to one decimal in the place of both parts."""
    pairs = _pairs(facts, quarter.months)
    if pairs is None or indicator.defined.unit != "%" or not indicator.definition.aggregation.takes_pair:
        return None
    return {
        month: Amount(rounded(100 * Fraction(pair.numerator) / Fraction(pair.denominator), 1))
        for month, pair in pairs.items()
    }


def _unexplained(indicator: Indicator, facts: Facts, quarter: Quarter) -> Facts | None:
    pairs = _pairs(facts, quarter.months)
    if pairs is None:
        return None
    middle = quarter.months[1]
    fewer = Pair(pairs[middle].numerator - 37, pairs[middle].denominator)
    return pairs | {middle: fewer}


def _a_month_late(indicator: Indicator, facts: Facts, quarter: Quarter) -> Facts | None:
    before = [month.plus(-1) for month in quarter.months]
    amounts = _amounts(facts, before)
    return amounts and {month: amounts[month.plus(-1)] for month in quarter.months}


def _narrower(indicator: Indicator, facts: Facts, quarter: Quarter) -> Facts | None:
    amounts = _amounts(facts, quarter.months)
    return amounts and {
        month: Amount((each.value * SHARE).quantize(Decimal(1), ROUND_HALF_UP))
        for month, each in amounts.items()
    }


def _left_out(indicator: Indicator, facts: Facts, quarter: Quarter) -> Facts | None:
    """The last month has not come."""
    amounts = _amounts(facts, quarter.months)
    return amounts and {month: fact for month, fact in amounts.items() if month != quarter.last_month}


INCIDENTS: Sequence[Incident] = (_rounded, _unexplained, _a_month_late, _narrower, _left_out)
