"""The committee's screens: about eight by default, one a screen, and those of all indicators behind an index.

The situation, what turned, December, late actions by person, the indicators where a decision changes most, decisions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.clock import localdate
from commitments.models import Contract
from dashboards.actions.late import LateActions, late_actions
from dashboards.committee.keys import Key, Step
from dashboards.committee.late import LatePerson, by_person
from dashboards.committee.sheets import sheets_of
from dashboards.committee.turned import Turned, turned
from dashboards.indicator.sheet import Sheet
from dashboards.models.resolution import Resolution
from dashboards.overview.december import read_december
from dashboards.overview.december_groups import December, Result
from dashboards.overview.december_rows import DecemberRow
from dashboards.overview.page import Opening
from dashboards.resolutions.selectors import resolutions_of
from dashboards.resolutions.wording import finding
from dashboards.shared.fates import Fate
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState, indicator_states

WATCHED = 3


@dataclass(frozen=True)
class CommitteePage:
    """The screen that is shown, among the others. Each part is read when its screen asks for it."""

    contract: Contract
    period: Period
    key: str
    asks_for_all: bool

    @cached_property
    def states(self) -> Sequence[IndicatorState]:
        return indicator_states(self.contract, self.period.month, self.period.compared)

    @cached_property
    def december(self) -> December:
        return read_december(self.contract, self.states)

    @cached_property
    def watched(self) -> Sequence[DecemberRow]:
        """The indicators with a screen of their own: where a decision changes the year most; once it is over, those
        that missed their objectif.
        """
        kinds = (Result.BELOW, Result.BETWEEN) if self.december.is_over else (Fate.PLAYED, Fate.SHORT)
        return [row for kind in kinds for row in self.december.of(kind)][:WATCHED]

    @cached_property
    def steps(self) -> Sequence[Step]:
        """The screens of this committee, in order; behind them, where one is asked for, those of all indicators."""
        if self.contract.is_to_come:
            named: list[tuple[str, str]] = [(key, key.label) for key in (Key.SITUATION, Key.FOLLOWED)]
        else:
            named = [(key, key.label) for key in (Key.SITUATION, Key.CAUSES, Key.DECEMBER, Key.LATE)]
            named += [(row.state.indicator.code, row.state.indicator.short_label) for row in self.watched]
            named.append((Key.FOLLOWED, Key.FOLLOWED.label))
        return [Step(key, label, number) for number, (key, label) in enumerate(named, start=1)]

    @cached_property
    def order(self) -> Sequence[str]:
        """The keys between which one goes on: those of the committee, or the index and every indicator."""
        keys = [step.key for step in self.steps]
        if self.key in keys and not self.asks_for_all:
            return keys
        return [Key.INDEX, *(state.indicator.code for state in self.states)]

    @property
    def number(self) -> int:
        return self.order.index(self.key) + 1

    @property
    def before(self) -> str:
        """The key of the screen before; "" for the first."""
        return self.order[self.number - 2] if self.number > 1 else ""

    @property
    def after(self) -> str:
        return self.order[self.number] if self.number < len(self.order) else ""

    @property
    def last(self) -> str:
        return self.order[-1]

    @property
    def query(self) -> str:
        """That of the links to the screens before and after."""
        return f"{self.period.query}&tout=1" if self.asks_for_all else self.period.query

    @cached_property
    def situation(self) -> Opening:
        return Opening(self.contract, self.period, self.states, self.december)

    @cached_property
    def turned(self) -> Turned:
        return turned(self.contract, self.period, self.states)

    @property
    def what_turned(self) -> str:
        return self.turned.finding(self.period)

    @cached_property
    def late(self) -> LateActions:
        return late_actions(self.contract)

    @property
    def late_people(self) -> Sequence[LatePerson]:
        return by_person(self.late.items)

    @cached_property
    def row(self) -> DecemberRow:
        """Of the indicator that is shown."""
        return next(row for row in self.rows if row.state.indicator.code == self.key)

    @cached_property
    def rows(self) -> Sequence[DecemberRow]:
        """Every indicator, those that December does not judge too."""
        return [*self.december.rows, *self.december.without_target, *self.december.apart]

    @cached_property
    def sheet(self) -> Sheet:
        return sheets_of(self.contract, self.period, [self.row.state])[self.key]

    @cached_property
    def resolutions(self) -> Sequence[Resolution]:
        return resolutions_of(self.contract)

    @property
    def own_resolutions(self) -> Sequence[Resolution]:
        """Those about the indicator that is shown."""
        own = self.row.state.indicator.pk
        return [each for each in self.resolutions if each.indicator_id == own]

    @property
    def decided(self) -> str:
        return finding(self.resolutions, localdate())

    @property
    def screens(self) -> Sequence["CommitteePage"]:
        """All the screens of the committee, for paper; they share what was read."""
        return [self.screen(step.key) for step in self.steps]

    def all_screens(self) -> Sequence["CommitteePage"]:
        """The same, the index, and the screens of all other indicators where they are asked for: in a number of queries
        that does not grow with them.
        """
        first = [step.key for step in self.steps]
        codes = [state.indicator.code for state in self.states]
        behind = [code for code in codes if code not in first] if self.asks_for_all else []
        keys = [*first, *([Key.INDEX] if codes else []), *behind]
        shown = [state for state in self.states if state.indicator.code in keys]
        sheets = sheets_of(self.contract, self.period, shown)
        screens = [self.screen(key) for key in keys]
        for screen in screens:
            if screen.key in sheets:
                screen.__dict__["sheet"] = sheets[screen.key]
        return screens

    def screen(self, key: str) -> "CommitteePage":
        """Another screen, with what this one has read."""
        screen = CommitteePage(self.contract, self.period, key, self.asks_for_all)
        screen.__dict__.update(states=self.states, december=self.december, resolutions=self.resolutions)
        return screen
