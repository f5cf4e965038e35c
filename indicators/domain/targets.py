"""Seuil and objectif that apply to a month: its version, and the part of them due to date (RC-8, RC-10)."""

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from cpg.shared.periods import Month
from indicators.domain.exact import Due, Quotient, decimal_of, decimals_needed, half_up, scaled
from indicators.domain.model import (
    Aggregation,
    Definition,
    Direction,
    Series,
    SignedVersion,
)
from indicators.domain.timeline import Timeline

type Level = Literal["seuil", "objectif"]
LEVELS: tuple[Level, ...] = ("seuil", "objectif")


class Line(NamedTuple):
    """A target over the months of a year: `(start + step x elapsed) / whole`, scaled by the targets' decimals.

    `annual` is the target as signed. `before` is the annual target that the line starts from (0 without one), and
    `relief` what neutralisations of past years lowered it by, in parts of the year.
    """

    annual: int
    before: int
    relief: int
    start: int
    step: int
    whole: int


class YearTargets:
    """The targets of one year in one version, ready to be read at any month of the year."""

    def __init__(self, targets: "SignedTargets", position: int, year: int) -> None:
        self.timeline, self.year = targets.timeline, year
        self.version = targets.timeline.series.versions[position]
        self.decimals = targets.decimals
        self.seuil = targets.line(position, year, "seuil")
        self.objectif = targets.line(position, year, "objectif")
        self.seuil_annual, self.objectif_annual = self._annual(self.seuil), self._annual(self.objectif)
        self._moves = any(line is not None and line.step != 0 for line in (self.seuil, self.objectif))
        self._due: dict[int, Due] = {}
        self.dues = self.timeline.dues(self.version)
        self.december = self.due_at(12 * (year - self.timeline.first_year) + 11)
        definition = self.timeline.definition
        starts_empty = (
            definition.aggregation is not Aggregation.DERNIER and not definition.aggregation.takes_pair
        )
        self.starts_from_zero = (
            starts_empty
            and self.objectif is not None
            and (self._whole(self.objectif.start, self.objectif.whole)[0] == 0 and self.objectif.annual != 0)
        )

    def due_at(self, index: int) -> Due:
        """Seuil and objectif to date at the end of a month of this year (RC-8)."""
        # Most targets are the same all year: once for each of their values.
        elapsed = self.elapsed_at(index) if self._moves else 0
        if elapsed not in self._due:
            self._due[elapsed] = self._due_after(elapsed)
        return self._due[elapsed]

    def _due_after(self, elapsed: int) -> Due:
        seuil, objectif = self._at(self.seuil, elapsed), self._at(self.objectif, elapsed)
        if seuil is not None and objectif is not None and self._is_beyond(seuil, objectif):
            seuil = objectif
        return Due(seuil, objectif, self._published(seuil), self._published(objectif))

    def _published(self, due: Quotient | None) -> Decimal | None:
        """With two decimals more than the indicator's."""
        if due is None:
            return None
        decimals = self.timeline.definition.decimals + 2
        return decimal_of(half_up(due[0] * 10**decimals, due[1]), decimals)

    def _annual(self, line: Line | None) -> Decimal | None:
        if line is None:
            return None
        decimals = self.timeline.definition.decimals
        return decimal_of(half_up(line.annual * 10**decimals, 10**self.decimals), decimals)

    def elapsed_at(self, index: int) -> int:
        """W(M'), in parts of the year."""
        elapsed, january = self.timeline.elapsed, index - index % 12
        return elapsed[january + self.counted_months(index)] - elapsed[january]

    def counted_months(self, index: int) -> int:
        """M': the number of the month, or of the last end of a period of the year up to it, 0 when there is none."""
        number, first_year = index % 12 + 1, self.version.first_year
        if first_year is None or self.timeline.period == 1:
            return number
        return 0 if self.year < first_year else number - number % self.timeline.period

    def _at(self, line: Line | None, elapsed: int) -> Quotient | None:
        return None if line is None else self._whole(line.start + line.step * elapsed, line.whole)

    def _whole(self, amount: int, whole: int) -> Quotient:
        """What is counted one by one is due whole: half an application cannot be due (RC-21)."""
        definition, denominator = self.timeline.definition, whole * 10**self.decimals
        if not definition.is_counted_one_by_one or definition.aggregation is Aggregation.DERNIER:
            return amount, denominator
        rises = definition.direction is Direction.HAUSSE
        return (amount // denominator if rises else -(-amount // denominator)), 1

    def _is_beyond(self, seuil: Quotient, objectif: Quotient) -> bool:
        if self.timeline.definition.direction is Direction.HAUSSE:
            return seuil[0] * objectif[1] > objectif[0] * seuil[1]
        return seuil[0] * objectif[1] < objectif[0] * seuil[1]


class SignedTargets:
    """The targets of a series in all its versions. Built once, and read for every month."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        versions = timeline.series.versions
        self.decimals = decimals_needed(
            amount
            for version in versions
            for target in version.targets.values()
            for amount in (target.seuil, target.objectif)
            if amount is not None
        )
        self._years: dict[tuple[int, int], YearTargets] = {}

    def at(self, index: int) -> YearTargets | None:
        """The targets of a month in the version of the month; None before any version is in force."""
        position = self.timeline.versions[index]
        if position < 0:
            return None
        key = position, self.timeline.first_year + index // 12
        if key not in self._years:
            self._years[key] = YearTargets(self, *key)
        return self._years[key]

    def line(self, position: int, year: int, level: Level) -> Line | None:
        """The line of a target; None where the year has no such target."""
        annual = self._annual(position, year, level)
        if annual is None:
            return None
        whole, aggregation = self.timeline.whole, self.timeline.definition.aggregation
        if aggregation is Aggregation.SOMME:
            return Line(annual, 0, 0, 0, annual, whole)
        if aggregation is Aggregation.CUMUL_CONTRAT:
            before = self._annual_before(position, year, level)
            relief = self._relief(position, year, level)
            return Line(annual, before, relief, before * whole - relief, annual - before, whole)
        if aggregation is Aggregation.ETAT:
            return self._line_of_level(position, year, level, annual)
        return Line(annual, annual, 0, annual, 0, 1)

    def _line_of_level(self, position: int, year: int, level: Level, annual: int) -> Line:
        """A level goes from the one signed before to the year's, whatever is neutralised on the way (RC-22)."""
        falls = self.timeline.definition.direction is Direction.BAISSE
        before = self._annual_before(position, year, level, annual if falls else 0)
        january = 12 * (year - self.timeline.first_year)
        counted = self.timeline.elapsed[january + 12] - self.timeline.elapsed[january]
        if not counted:
            return Line(annual, before, 0, before, 0, 1)
        return Line(annual, before, 0, before * counted, annual - before, counted)

    def _annual(self, position: int, year: int, level: Level) -> int | None:
        target = self.timeline.series.versions[position].targets.get(year)
        amount = None if target is None else (target.seuil if level == "seuil" else target.objectif)
        return None if amount is None else scaled(amount, 10**self.decimals)

    def _annual_before(self, position: int, year: int, level: Level, otherwise: int = 0) -> int:
        """T': the target of the last year before that has one."""
        years = self.timeline.series.versions[position].targets
        for earlier in sorted((each for each in years if each < year), reverse=True):
            amount = self._annual(position, earlier, level)
            if amount is not None:
                return amount
        return otherwise

    def _relief(self, position: int, year: int, level: Level) -> int:
        """What neutralisations of the years ended since the day of signature lowered, in parts of `whole` (RC-8)."""
        signed = self._day_of_signature(position, year)
        whole, elapsed = self.timeline.whole, self.timeline.elapsed
        relief = 0
        for earlier in range(self.timeline.first_year, year):
            annual = self._annual(position, earlier, level)
            if annual is None or signed is None or date(earlier, 12, 31) < signed:
                continue
            january = 12 * (earlier - self.timeline.first_year)
            counted = elapsed[january + 12] - elapsed[january]
            relief += (annual - self._annual_before(position, earlier, level)) * (whole - counted)
        return relief

    def _day_of_signature(self, position: int, year: int) -> date | None:
        """The effective date of the latest version that names a target of a year up to this one: it signs anew what
        was due before it.
        """
        for version in reversed(self.timeline.series.versions[: position + 1]):
            if any(named <= year and _has_target(version, named) for named in version.named):
                return version.effective_from
        return None


def _has_target(version: SignedVersion, year: int) -> bool:
    """Withdrawing a target signs nothing."""
    target = version.targets.get(year)
    return target is not None and (target.seuil is not None or target.objectif is not None)


def targets_at(series: Series, month: Month) -> YearTargets | None:
    """The targets of a month in its version; None before any version is in force."""
    timeline = Timeline(series)
    return SignedTargets(timeline).at(timeline.index(month))


def version_in_force(series: Series, month: Month) -> SignedVersion | None:
    """The version of a month: of those effective on its last day, the latest, and of two that took effect on one day
    the later signed (RC-10).
    """
    effective = [version for version in series.versions if version.effective_from <= month.last_day]
    latest = max((version.effective_from for version in effective), default=None)
    return next((version for version in reversed(effective) if version.effective_from == latest), None)


def latest_version(series: Series) -> SignedVersion | None:
    """The version signed last, in force already or not."""
    return series.versions[-1] if series.versions else None


def earliest_year(aggregation: Aggregation, effective_from: date) -> int:
    """The first year whose target is used from that day on. The target to date of a running total and of a level starts
    at the target of the previous year (RC-8).
    """
    starts_before = aggregation in (Aggregation.CUMUL_CONTRAT, Aggregation.ETAT)
    return effective_from.year - starts_before


def target_of_one_value(
    definition: Definition, annual: Decimal | None, to_date: Decimal | None
) -> Decimal | None:
    """The target that a single value is compared with: a sum's share of one period of the year, else that to date."""
    if definition.aggregation is Aggregation.SOMME and annual is not None:
        return annual * definition.frequency.months / 12
    return to_date
