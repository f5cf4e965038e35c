"""Two sets of figures that differ by known causes, made without the rules that are tried on them.

Series are drawn as those of a contract are (counts with a season, amounts with cents, percentages, ratios), or are
public ones. A copy of each is spoiled in a few places, each with the cause that must be found.
"""

import csv
import gzip
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from cpg.shared.periods import Month, months_between
from indicators.domain.model import Absence, Aggregation, Amount, Fact, Pair
from indicators.domain.reconciling import Beside, Cause, OurVersion, Scope

type Label = tuple[Cause, Scope | None]
FIRST, MONTHS = Month(2023, 1), 42
CENT, ONE = Decimal("0.01"), Decimal(1)


@dataclass
class Made:
    """One indicator: our versions, their figures, and what was done to which month."""

    aggregation: Aggregation
    unit: str
    ours: dict[Month, list[OurVersion]]
    theirs: dict[Month, Fact] = field(default_factory=dict)
    injected: dict[Month, Label] = field(default_factory=dict)
    has_rates: bool = False

    @property
    def months(self) -> list[Month]:
        return sorted(self.ours)

    def fact(self, month: Month) -> Fact:
        fact = self.ours[month][-1].fact
        assert fact is not None
        return fact

    @property
    def beside(self) -> Beside:
        months = sorted({*self.ours, *self.theirs, *self.injected})
        return Beside(self.aggregation, self.unit, self.ours, self.theirs, months)


def generated(random: Random) -> Made:
    kind = random.choice(["count", "amount", "percent", "ratio", "ratio"])
    level = 10 ** random.uniform(2.3, 5.5)
    facts: dict[Month, Fact] = {}
    for rank, month in enumerate(months_between(FIRST, FIRST.plus(MONTHS - 1))):
        season = 1 + 0.25 * math.sin(2 * math.pi * month.number / 12) + random.gauss(0, 0.08) + rank / 200
        size = Decimal(round(level * max(season, 0.2)))
        share = Decimal(round(10_000 * min(0.99, max(0.02, 0.8 + random.gauss(0, 0.05))))) / 10_000
        match kind:
            case "count":
                facts[month] = Amount(size)
            case "amount":
                facts[month] = Amount(size * 10 + Decimal(random.randrange(1, 100)) / 100)
            case "percent":
                facts[month] = Amount((share * 100).quantize(CENT))
            case _:
                facts[month] = Pair((size * share).quantize(ONE, ROUND_HALF_UP), size)
    aggregation = {"percent": Aggregation.DERNIER, "ratio": Aggregation.RATIO}.get(kind, Aggregation.SOMME)
    unit = {"percent": "%", "ratio": "%", "amount": "€"}.get(kind, "dossiers")
    return _with_versions(Made(aggregation, unit, {}), facts, random)


def public(folder: Path, random: Random) -> Iterator[Made]:
    """Counts of `monthly.csv.gz`, and ratios and counts of `nhs.csv.gz`, dealt as if they were of the contract."""
    series: dict[tuple[str, str], list[Fact]] = {}
    with gzip.open(folder / "monthly.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            series.setdefault(("somme", row["series"]), []).append(Amount(Decimal(row["value"])))
    with gzip.open(folder / "nhs.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            attended, breached = Decimal(row["attendances"]), Decimal(row["breaches"])
            if attended:
                series.setdefault(("ratio", row["trust"]), []).append(Pair(breached, attended))
    for (kind, _), facts in sorted(series.items(), key=lambda each: random.random()):
        dealt = {FIRST.plus(rank): fact for rank, fact in enumerate(facts[-MONTHS:])}
        made = Made(Aggregation(kind), "%" if kind == "ratio" else "unités", {})
        yield _with_versions(made, dealt, random)


def _with_versions(made: Made, facts: Mapping[Month, Fact], random: Random) -> Made:
    """One month in six was corrected since; its first version was another figure, of the same size."""
    for month, fact in facts.items():
        day = month.last_day + timedelta(days=random.randrange(3, 20))
        versions = [OurVersion(fact, day)]
        if random.random() < 1 / 6:
            versions = [
                OurVersion(_other(fact, random), day),
                OurVersion(fact, day + timedelta(days=random.randrange(20, 90)), is_validated=True),
            ]
        made.ours[month] = versions
    return made


def _other(fact: Fact, random: Random) -> Fact:
    """Wrong by one to thirty parts in a hundred."""
    factor = 1 + Decimal(random.choice([-1, 1]) * random.randrange(100, 3000)) / 10_000
    match fact:
        case Pair(numerator, denominator):
            other = (numerator * factor).quantize(ONE)
            return Pair(other if other != numerator else numerator + 1, denominator)
        case Amount(value):
            step = Decimal(1).scaleb(int(value.as_tuple().exponent)) if value % 1 else ONE
            other = (value * factor).quantize(step)
            return Amount(other if other != value else value + step)
        case Absence():
            raise AssertionError(fact)


def spoiled(made: Made, random: Random) -> Made:
    """Their file: ours as it is or with rates for ratios, and two incidents far enough from each other."""
    made.theirs = {month: made.fact(month) for month in made.months}
    made.has_rates = isinstance(made.fact(made.months[0]), Pair) and random.random() < 1 / 2
    half = len(made.months) // 2
    for first, last in ((13, half + 5), (half + 7, len(made.months) - 1)):
        _incident(made, made.months[first:last], random)
    if made.has_rates:
        _to_rates(made)
    elif made.unit == "€" and random.random() < 1 / 4:
        _to_euros(made, random)
    return made


def _incident(made: Made, room: list[Month], random: Random) -> None:
    is_pair = isinstance(made.fact(room[0]), Pair)
    possible = ["shift", "corrected", "missing_here", "missing_there", "typo", "typo", "ratio"]
    possible += ["to_date"] if made.aggregation is not Aggregation.DERNIER else []
    possible += ["swapped"] if is_pair else []
    possible += ["power"] if made.unit in {"€", "%"} and not is_pair else []
    # A constant difference of numerators is none of their rates.
    possible += [] if made.has_rates else ["difference"]
    INCIDENTS[random.choice(possible)](made, room, random)


def _run(room: list[Month], random: Random, shortest: int, longest: int) -> list[Month]:
    length = min(random.randint(shortest, longest), len(room))
    first = random.randrange(len(room) - length + 1)
    return room[first : first + length]


def _shift(made: Made, room: list[Month], random: Random) -> None:
    by = random.choice([1, -1, -1, 1, 2, -2, 3, -3, -12])
    for month in _run(room, random, 3, 10):
        if month.plus(by) in made.ours:
            _put(made, month, made.fact(month.plus(by)), Cause.SHIFTED)


def _corrected(made: Made, room: list[Month], random: Random) -> None:
    for month in room:
        if len(made.ours[month]) > 1:
            earlier = made.ours[month][0].fact
            assert earlier is not None
            _put(made, month, earlier, Cause.CORRECTED)


def _missing_here(made: Made, room: list[Month], random: Random) -> None:
    for month in _run(room, random, 1, 2):
        made.injected[month] = (Cause.MISSING_HERE, None)
        day = made.ours[month][-1].recorded_on
        made.ours[month] = [*made.ours[month], OurVersion(None, day)]


def _missing_there(made: Made, room: list[Month], random: Random) -> None:
    for month in _run(room, random, 1, 2):
        made.injected[month] = (Cause.MISSING_THERE, None)
        del made.theirs[month]


def _typo(made: Made, room: list[Month], random: Random) -> None:
    """A single figure that nothing explains."""
    month = random.choice(room)
    _put(made, month, _other(made.fact(month), random), Cause.UNEXPLAINED)


def _power(made: Made, room: list[Month], random: Random) -> None:
    by = -2 if made.unit == "%" else -3
    for month in _run(room, random, 2, 6):
        fact = made.theirs[month]
        assert isinstance(fact, Amount)
        _put(made, month, Amount(fact.value.scaleb(by)), Cause.SCOPE, Scope.POWER)


def _ratio(made: Made, room: list[Month], random: Random) -> None:
    factor = Decimal(random.choice([random.randrange(40, 92), random.randrange(108, 160)])) / 100
    for month in _run(room, random, 4, 9):
        _put(made, month, _scaled(made, month, factor), Cause.SCOPE, Scope.RATIO)


def _scaled(made: Made, month: Month, factor: Decimal) -> Fact:
    match made.fact(month):
        case Pair(numerator, denominator):
            scaled = numerator * factor
            return Pair(scaled if made.has_rates else scaled.quantize(ONE, ROUND_HALF_UP), denominator)
        case Amount(value):
            step = CENT if value % 1 else ONE
            return Amount((value * factor).quantize(step, ROUND_HALF_UP))
        case Absence():
            raise AssertionError(month)


def _difference(made: Made, room: list[Month], random: Random) -> None:
    first = made.fact(room[0])
    size = first.numerator if isinstance(first, Pair) else first.value if isinstance(first, Amount) else ONE
    step = CENT if size % 1 else ONE
    by = (size * Decimal(random.randrange(5, 40)) / 100).quantize(step) + 7 * step
    for month in _run(room, random, 4, 9):
        match made.fact(month):
            case Pair(numerator, denominator):
                fact: Fact = Pair(numerator + by, denominator)
            case Amount(value):
                fact = Amount(value + by)
            case Absence():
                raise AssertionError(month)
        _put(made, month, fact, Cause.SCOPE, Scope.DIFFERENCE)


def _to_date(made: Made, room: list[Month], random: Random) -> None:
    for month in _run(room, random, 3, 9):
        before = [made.fact(each) for each in made.months if each.year == month.year and each <= month]
        pairs = [each for each in before if isinstance(each, Pair)]
        amounts = [each.value for each in before if isinstance(each, Amount)]
        total: Fact = Amount(sum(amounts, Decimal(0)))
        if pairs:
            total = Pair(
                sum((each.numerator for each in pairs), Decimal(0)),
                sum((each.denominator for each in pairs), Decimal(0)),
            )
        _put(made, month, total, Cause.SCOPE, Scope.TO_DATE)


def _swapped(made: Made, room: list[Month], random: Random) -> None:
    for month in _run(room, random, 1, 5):
        fact = made.fact(month)
        assert isinstance(fact, Pair)
        if fact.numerator:
            _put(made, month, Pair(fact.denominator, fact.numerator), Cause.SCOPE, Scope.SWAPPED)


def _put(made: Made, month: Month, fact: Fact, cause: Cause, scope: Scope | None = None) -> None:
    made.theirs[month] = fact
    made.injected[month] = (cause, scope)


def _to_euros(made: Made, random: Random) -> None:
    """Without the cents, rounded or cut: a file has one way to write its figures."""
    rounding = random.choice([ROUND_HALF_UP, ROUND_DOWN])
    for month, fact in made.theirs.items():
        if isinstance(fact, Amount):
            made.theirs[month] = Amount(fact.value.quantize(ONE, rounding))
            made.injected.setdefault(month, (Cause.ROUNDING, None))


def _to_rates(made: Made) -> None:
    """Percentages to two decimals in the place of the two parts."""
    for month, fact in made.theirs.items():
        if isinstance(fact, Pair) and fact.denominator:
            rate = (100 * fact.numerator / fact.denominator).quantize(CENT, ROUND_HALF_UP)
            made.theirs[month] = Amount(rate)
            made.injected.setdefault(month, (Cause.ROUNDING, None))


INCIDENTS = {
    "shift": _shift,
    "corrected": _corrected,
    "missing_here": _missing_here,
    "missing_there": _missing_there,
    "typo": _typo,
    "power": _power,
    "ratio": _ratio,
    "difference": _difference,
    "to_date": _to_date,
    "swapped": _swapped,
}
