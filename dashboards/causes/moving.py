"""What moved the score of a contract between two moments: the causes, with the points that each brought (RC-27)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Self

from commitments.models import Contract
from cpg.shared.periods import Month, months_between
from dashboards.causes.acts import ADVANCING, UNEXPLAINED, Cause, acts_between, new_months
from dashboards.shared.reads import ContractFacts
from indicators.domain import RollUp, roll_up
from indicators.domain.contributions import Move, Part, Path, displayed, take_apart
from indicators.domain.model import Absence, Series
from indicators.domain.paths import Act, Moment, Passing, Piece, path_between
from indicators.domain.timeline import Timeline
from indicators.models import Indicator
from indicators.series_before import series_before
from indicators.touched import Kinds, touched_since

MOVES = {
    Move.SCORE: "",
    Move.WEIGHT: "poids de l’indicateur",
    Move.ENTERS: "entre dans la mesure",
    Move.LEAVES: "sort de la mesure",
}


# What is measured is not the same: no score moved by it.
COVERAGE = "couverture"


@dataclass(frozen=True, slots=True)
class Line:
    """One cause of one indicator; `points` is what is shown, `exact` what it is."""

    indicator: Indicator
    cause: Cause
    move: Move
    points: Decimal
    exact: Fraction

    @property
    def move_text(self) -> str:
        return MOVES[self.move]

    @property
    def kind(self) -> str:
        """`correction`; of an indicator that enters the measure or leaves it, `couverture`."""
        return COVERAGE if self.move in {Move.ENTERS, Move.LEAVES} else self.cause.kind.value


def points_of(lines: Iterable[Line]) -> Decimal:
    return sum((line.points for line in lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class ThemePart:
    title: str
    lines: tuple[Line, ...]

    @property
    def points(self) -> Decimal:
        return points_of(self.lines)


@dataclass(frozen=True)
class Moved:
    """Both totals, and the lines that add up to their difference; none where one of them is not published."""

    before: RollUp
    after: RollUp
    lines: tuple[Line, ...]

    @property
    def change(self) -> Decimal | None:
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score

    @cached_property
    def largest(self) -> list[Line]:
        """The lines by what they moved, the largest first."""
        return sorted(self.lines, key=lambda line: -abs(line.exact))

    @cached_property
    def by_theme(self) -> list["ThemePart"]:
        """The themes that moved, in the order of the contract."""
        grouped = groupby(self.lines, key=lambda line: line.indicator.theme.title)
        return [ThemePart(title, tuple(lines)) for title, lines in grouped]

    @cached_property
    def by_kind(self) -> list[tuple[str, Decimal]]:
        """The points of each kind."""
        return [(kind, points_of(lines)) for kind, lines in self.kinds]

    @cached_property
    def kinds(self) -> list[tuple[str, list[Line]]]:
        """The lines by kind of cause, the one that moved most first."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.kind, []).append(line)
        return sorted(found.items(), key=lambda each: -abs(points_of(each[1])))


@dataclass(frozen=True)
class Passage:
    """Every indicator from one moment to another, one cause after the other, by code."""

    indicators: Mapping[str, Indicator]
    paths: Mapping[str, Path[Cause]]

    def moved(self, codes: Collection[str] | None = None) -> Moved:
        """The total of these indicators, of all by default."""
        paths = [path for code, path in self.paths.items() if codes is None or code in codes]
        early, late = roll_up(path.before for path in paths), roll_up(path.after for path in paths)
        if early.score is None or late.score is None:
            return Moved(early, late, ())
        parts = take_apart(paths)
        return Moved(early, late, tuple(_lines(parts, late.score - early.score, self.indicators)))


@dataclass(frozen=True)
class Later:
    """The later moment: the series by key, as known at a sequence of the contract, None being now."""

    indicators: Sequence[Indicator]
    series: Mapping[int, Series]
    timelines: Mapping[int, Timeline]
    known_at: int | None = None

    @classmethod
    def of(
        cls, indicators: Sequence[Indicator], series: Mapping[int, Series], known_at: int | None = None
    ) -> Self:
        return cls(indicators, series, {each.pk: Timeline(series[each.pk]) for each in indicators}, known_at)


def moved(
    contract: Contract, before: tuple[Month, int | None], month: Month, facts: ContractFacts | None = None
) -> Moved:
    """From a month as known at a sequence of the contract, None being now, to a month as known now. A constant
    number of queries.
    """
    read = facts or ContractFacts(contract)
    return passage(contract, before, month, Later(read.indicators, read.series, read.timelines)).moved()


def passage(contract: Contract, before: tuple[Month, int | None], month: Month, later: Later) -> Passage:
    """From a month as known at a sequence, None being the later moment, to a month of that moment."""
    first, known_at = before
    touched: Kinds = frozenset() if known_at is None else touched_since(contract.pk, known_at)
    now = later.timelines
    then = now if known_at is None else _as_known(later, known_at, touched)
    # A month after both moves nothing between them.
    until = max(first, month)
    acts = acts_between(later.indicators, known_at, later.known_at, until=until, touched=touched)
    paths = {
        each.code: _path(
            each, Moment(then[each.pk], first), Moment(now[each.pk], month), acts.get(each.pk, ())
        )
        for each in later.indicators
    }
    return Passage({each.code: each for each in later.indicators}, paths)


def _as_known(read: Later, known_at: int, touched: Kinds) -> Mapping[int, Timeline]:
    """Those of the later moment where nothing of the series changed since."""
    before = series_before(read.indicators, read.series, known_at, touched)
    return {
        key: read.timelines[key] if series is read.series[key] else Timeline(series)
        for key, series in before.items()
    }


def _lines(
    parts: Sequence[Part[Cause]], change: Decimal, indicators: Mapping[str, Indicator]
) -> Iterator[Line]:
    shown = displayed([part.points for part in parts], change)
    lines = [
        Line(indicators[part.key], part.cause, part.move, points, part.points)
        for part, points in zip(parts, shown, strict=True)
    ]
    yield from sorted(lines, key=lambda line: (line.indicator.theme.position, line.indicator.position))


def _path(indicator: Indicator, before: Moment, after: Moment, causes: Sequence[Cause]) -> Path[Cause]:
    later = [each for each in causes if each.month is not None and before.month < each.month <= after.month]
    passing = Passing(_new_months(before, after, later), ADVANCING, UNEXPLAINED)
    return path_between(indicator.code, before, after, list(_acts(before.series, causes)), passing)


def _acts(before: Series | None, causes: Iterable[Cause]) -> Iterator[Act[Cause]]:
    """The acts in the order in which they were done; of several on one thing, the last."""
    signed = len(before.versions) if before else 0
    last: dict[tuple[Piece, object], Act[Cause]] = {}
    for cause in sorted(causes, key=_sequence):
        piece = cause.kind.piece
        if piece is Piece.VERSIONS:
            signed += 1
            last[piece, signed] = Act(cause, piece, versions=signed)
        elif piece is not None:
            last[piece, cause.month or cause.year] = Act(cause, piece, cause.month, year=cause.year)
    yield from last.values()


def _new_months(before: Moment, after: Moment, causes: Sequence[Cause]) -> Cause:
    """The months in between that have a value, by the last act that entered one."""
    facts = after.series.facts if after.series else {}
    months = [
        month
        for month in months_between(before.month.plus(1), after.month)
        if month in facts and not isinstance(facts[month], Absence)
    ]
    if not months:
        return ADVANCING
    entered = [each for each in causes if each.kind.piece is Piece.MONTH]
    return new_months(months, by=max(entered, key=_sequence).by if entered else None)


def _sequence(cause: Cause) -> int:
    return cause.by.sequence if cause.by else 0
