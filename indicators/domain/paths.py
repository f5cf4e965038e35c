"""An indicator from one moment to another, one cause after the other, in the order of RC-27.

Time passes first, then each act acts at the later month: the values of the months in between, judged against the
targets of the earlier month; the targets of the later month; then values of earlier months, neutralisations,
definition, profiles, versions in the order of their signature, and the credit at the seuil.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from typing import Self

from cpg.shared.periods import Month
from indicators.domain.attainment import MonthReading
from indicators.domain.contributions import Path, Step
from indicators.domain.judgement import judge, judge_incomplete, place, score
from indicators.domain.model import Absence, Aggregation, Fact, Series, Status
from indicators.domain.rollup import Term
from indicators.domain.targets import SignedTargets
from indicators.domain.timeline import Timeline


class Piece(IntEnum):
    """What of a series an act changes, in the order in which acts are taken."""

    MONTH = 1
    NEUTRALISATION = 2
    DEFINITION = 3
    PROFILE = 4
    VERSIONS = 5
    CREDIT = 6


@dataclass(frozen=True, slots=True)
class Act[Cause]:
    """A cause with the piece that it changes: of one month, of one year, or the first `versions` that are signed; None
    is all of them.
    """

    cause: Cause
    piece: Piece
    month: Month | None = None
    versions: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A series as known, at the end of a month. None where the indicator was not there yet."""

    timeline: Timeline | None
    month: Month

    @classmethod
    def of(cls, series: Series | None, month: Month) -> Self:
        return cls(None if series is None else Timeline(series), month)

    @property
    def series(self) -> Series | None:
        return self.timeline.series if self.timeline else None

    def term(self, key: str) -> Term:
        return Term.of(key, None) if self.timeline is None else _term_of(key, self.timeline, self.month)


@dataclass(frozen=True, slots=True)
class Passing[Cause]:
    """The causes that are no act: new months, the calendar, and whatever no act explains."""

    new_months: Cause
    calendar: Cause
    rest: Cause


def path_between[Cause](
    key: str, before: Moment, after: Moment, acts: Iterable[Act[Cause]], passing: Passing[Cause]
) -> Path[Cause]:
    """The terms of an indicator after each cause, ending with that of the later moment."""
    start, end = before.term(key), after.term(key)
    if before.timeline is None or after.timeline is None or _are_one(before, after):
        return Path(start, (Step(passing.rest, end),))
    walk: _Walk[Cause] = _Walk(key, (before.timeline, before.month), (after.timeline, after.month), end)
    steps: list[Step[Cause]] = list(walk.through_time(start, passing))
    steps += walk.through_acts(acts)
    return Path(start, (*steps, Step(passing.rest, end)))


def _are_one(before: Moment, after: Moment) -> bool:
    return before.month == after.month and before.series == after.series


def with_piece(current: Series, final: Series, act: Act[object]) -> Series:
    """The current series with one piece as it is in the final one."""
    match act.piece:
        case Piece.MONTH:
            return replace(current, facts=_with_fact(current.facts, final.facts, act.month))
        case Piece.NEUTRALISATION:
            toggled = frozenset({act.month} if act.month else ()) & (current.neutralised ^ final.neutralised)
            return replace(current, neutralised=current.neutralised ^ toggled)
        case Piece.DEFINITION:
            credit = current.definition.credit
            return replace(current, definition=replace(final.definition, credit=credit))
        case Piece.PROFILE:
            return replace(current, profiles=_with_profile(current.profiles, final.profiles, act.year))
        case Piece.VERSIONS:
            return replace(current, versions=final.versions[: act.versions])
        case Piece.CREDIT:
            definition = replace(current.definition, credit=final.definition.credit)
            return replace(current, definition=definition)


def _with_fact(
    current: Mapping[Month, Fact], final: Mapping[Month, Fact], month: Month | None
) -> Mapping[Month, Fact]:
    facts = {each: fact for each, fact in current.items() if each != month}
    if month is not None and month in final:
        facts[month] = final[month]
    return facts


def _with_profile[Profile](
    current: Mapping[int, Profile], final: Mapping[int, Profile], year: int | None
) -> Mapping[int, Profile]:
    if year is None:
        return final
    others = {each: profile for each, profile in current.items() if each != year}
    return others | ({year: final[year]} if year in final else {})


class _Walk[Cause]:
    """The timeline of the series as it changes on the way; `end` is the term that it comes to."""

    def __init__(
        self, key: str, before: tuple[Timeline, Month], after: tuple[Timeline, Month], end: Term
    ) -> None:
        self.key, self.end = key, end
        self.timeline, self.first = before
        self.final, self.last = after

    def through_time(self, start: Term, passing: Passing[Cause]) -> Iterator[Step[Cause]]:
        """The months after the first, then the targets and the version of the last."""
        if self.first == self.last:
            return
        before = self.timeline.series
        later = {month: fact for month, fact in self.final.series.facts.items() if month > self.first}
        facts = {month: fact for month, fact in before.facts.items() if month <= self.first}
        self._become(replace(before, facts={**facts, **later}))
        end = self._term()
        has_new = any(month <= self.last and not isinstance(later[month], Absence) for month in later)
        yield Step(passing.new_months, self._before_the_calendar(start, end, has_new=has_new))
        yield Step(passing.calendar, end)

    def through_acts(self, acts: Iterable[Act[Cause]]) -> Iterator[Step[Cause]]:
        for act in sorted(acts, key=_rank):
            if act.piece is Piece.MONTH and act.month is not None and act.month > self.first:
                continue  # one of the new months
            changed = with_piece(self.timeline.series, self.final.series, act)
            if changed != self.timeline.series:
                self._become(changed)
                yield Step(act.cause, self._term())

    def _become(self, series: Series) -> None:
        self.timeline = self.final if series == self.final.series else Timeline(series)

    def _term(self) -> Term:
        return self.end if self.timeline is self.final else _term_of(self.key, self.timeline, self.last)

    def _before_the_calendar(self, start: Term, end: Term, *, has_new: bool) -> Term:
        """The value of the last month against the targets of the first, with the weight of the first.

        What was not measured enters by the new months if there are any. What is no longer measured leaves by the
        calendar. A sum starts again with the year, as its targets do: its new months alone explain it then.
        """
        if not start.is_measured:
            return end if has_new else start
        if not end.is_measured:
            return start
        found = _judged_against(self.timeline, self.last, self.first)
        if found is None:
            return end._replace(weight=start.weight)
        status, points = found
        return start if points is None else end._replace(weight=start.weight, status=status, score=points)


def _term_of(key: str, timeline: Timeline, month: Month) -> Term:
    """The term of the attainment, without projection and estimate: they cost most, and no total reads them."""
    read = MonthReading(timeline, SignedTargets(timeline), timeline.index(month))
    has_objectif = read.year is not None and read.year.objectif_annual is not None
    weight = read.year.version.weight if read.year else None
    return Term(key, weight, has_objectif, read.status, read.score, read.is_floor)


def _rank(act: Act[object]) -> tuple[int, Month, int, int]:
    nothing = Month(1, 1)
    return act.piece, act.month or nothing, act.versions or 0, act.year or 0


def _judged_against(timeline: Timeline, month: Month, earlier: Month) -> tuple[Status, Decimal | None] | None:
    """Status and score of a month by the targets to date of an earlier one; None where the two do not compare."""
    definition = timeline.definition
    if definition.aggregation is Aggregation.SOMME and month.year != earlier.year:
        return None
    targets = SignedTargets(timeline)
    late, early = (MonthReading(timeline, targets, timeline.index(each)) for each in (month, earlier))
    objectif, seuil = early.due.objectif, early.due.seuil
    if late.by_case_6 or early.by_case_6 or late.value is None or objectif is None:
        return None
    value = late.value, late.power
    if late.is_incomplete:
        status = judge_incomplete(definition, value, seuil, objectif)
    else:
        status = judge(definition.direction, value, seuil, objectif)
    if not status.is_measured and not late.is_floor:
        return status, None
    p = place(value, seuil, objectif)
    return status, score(status is Status.ATTEINT, p, definition.credit)
