"""A difference, or a ratio, that is the same over a run of months: their figures count more or less than ours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.exact import rounded
from indicators.domain.reconciling.causes import Cause, Explanation, Scope
from indicators.domain.reconciling.coincidence import AS_WIDE, LIKELIEST, LIKELIEST_LEAD, places
from indicators.domain.reconciling.figures import Beside, Numbers
from indicators.domain.reconciling.hypotheses import POWERS, SHORTEST_RUN

MOST_DECIMALS = 7
KINDS = (Scope.DIFFERENCE, Scope.RATIO)
type Figures = tuple[Numbers | None, Numbers | None]


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which two numbers the constant is, given a month; `chance` is how likely another month would agree."""

    low: Fraction
    high: Fraction
    chance: Fraction

    def within(self, other: "Interval") -> "Interval | None":
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high, self.chance) if low <= high else None


@dataclass(frozen=True, slots=True)
class _Run:
    """Months with what their constants may be, one for each part of the figure. `seen` are the figures of both sides,
    each once: two series that do not move have a constant difference whatever it comes from.
    """

    months: tuple[Month, ...] = ()
    intervals: tuple[Interval, ...] = ()
    chance: Fraction = Fraction(1)
    seen: frozenset[Figures] = frozenset()

    def with_month(self, month: Month, found: Sequence[Interval], figures: Figures) -> "_Run | None":
        """None where the month has another constant. The first month proves nothing, nor do figures seen before."""
        if not self.months:
            return _Run((month,), tuple(found), seen=frozenset({figures}))
        if len(found) != len(self.intervals):
            return None
        both = [one.within(other) for one, other in zip(self.intervals, found, strict=True)]
        kept = tuple(each for each in both if each is not None)
        if len(kept) < len(both):
            return None
        chance = self.chance
        if figures not in self.seen:
            for each in found:
                chance *= each.chance
        return _Run((*self.months, month), kept, chance, self.seen | {figures})


def constants(beside: Beside) -> Iterator[Explanation]:
    """Those that are proved, and those of two months, which are no more than a lead."""
    for scope in KINDS:
        for run in _runs(beside, scope):
            chance = len(KINDS) * places(beside, run.months) * run.chance
            if len(run.seen) < 2 or chance > LIKELIEST_LEAD:
                continue
            if _is_none(run, scope) or (scope is Scope.RATIO and _is_power(run)):
                continue
            yield Explanation(
                Cause.SCOPE,
                chance,
                months=run.months,
                scope=scope,
                number=_number(run, scope),
                is_enough=chance <= LIKELIEST and len(run.seen) >= SHORTEST_RUN,
            )


def _is_none(run: _Run, scope: Scope) -> bool:
    """Whether the figures may be the same, but for their rounding."""
    none = Fraction(0 if scope is Scope.DIFFERENCE else 1)
    return all(each.low <= none <= each.high for each in run.intervals)


def _is_power(run: _Run) -> bool:
    """Another unit or the other sign, which is said as such."""
    powers = [Fraction(10) ** sign * each for size in POWERS for sign in (size, -size) for each in (1, -1)]
    return any(
        all(each.low <= power <= each.high for each in run.intervals) for power in [*powers, Fraction(-1)]
    )


def _number(run: _Run, scope: Scope) -> Fraction:
    """Of the part of the figure that differs: with the fewest decimals that all its months agree with."""
    same = 0 if scope is Scope.DIFFERENCE else 1
    differing = (each for each in run.intervals if (each.low + each.high) / 2 != same)
    return _plainest(next(differing, run.intervals[0]))


def _plainest(interval: Interval) -> Fraction:
    middle = (interval.low + interval.high) / 2
    candidates = (Fraction(rounded(middle, decimals)) for decimals in range(MOST_DECIMALS))
    return next((each for each in candidates if interval.low <= each <= interval.high), middle)


def _runs(beside: Beside, scope: Scope) -> Iterator[_Run]:
    """The longest runs of months that differ by more than rounding: one that agrees has no such constant."""
    run = _Run()
    differing = set(beside.differing)
    for month in beside.compared:
        own = beside.our_numbers(month, as_pair=beside.is_pair(month))
        is_rounded = own is not None and beside.are_alike(month, own)
        found = _intervals(beside, month, scope) if month in differing and not is_rounded else None
        figures = beside.their_numbers(month), own
        longer = run.with_month(month, found, figures) if found else None
        if longer is None:
            yield run
            longer = _Run().with_month(month, found, figures) if found else None
        run = longer or _Run()
    yield run


def _intervals(beside: Beside, month: Month, scope: Scope) -> list[Interval] | None:
    theirs = beside.their_numbers(month) or ()
    ours = beside.our_numbers(month, as_pair=beside.is_pair(month)) or ()
    found = []
    for their, our, column in zip(theirs, ours, beside.columns(month), strict=True):
        # Nothing is no share of something: zeros in a file are figures that are not there yet.
        if scope is Scope.RATIO and not (our and their):
            return None
        step = column.step_of(their)
        difference = abs(their - our)
        is_exact = their == our or (scope is Scope.DIFFERENCE and (our / step).denominator == 1)
        error = Fraction(0) if is_exact else step
        # Of small figures many are alike, whatever is beside them.
        width = min(AS_WIDE * difference, 2 * abs(their))
        chance = min(Fraction(1), (column.grain + 2 * error) / width) if width else Fraction(1)
        divisor = our if scope is Scope.RATIO else Fraction(1)
        base = their if scope is Scope.RATIO else their - our
        low, high = sorted(((base - error) / divisor, (base + error) / divisor))
        found.append(Interval(low, high, chance))
    return found
