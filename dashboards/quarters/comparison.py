"""Two states of the rows of a contract that may be compared: versions of closed quarters, or what is known today."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.causes.cells import CellChange
from dashboards.causes.comparing import Snapshot, compare
from dashboards.models.closing import QuarterClosing
from dashboards.quarters.changes import snapshots


@dataclass(frozen=True, slots=True)
class State:
    """A quarter as closed, or as known today where `closing` is None."""

    quarter: Quarter
    closing: QuarterClosing | None

    @property
    def key(self) -> str:
        """As the address names it: `2026T3-v2`, `2026T3`."""
        return f"{self.quarter}-v{self.closing.version}" if self.closing else str(self.quarter)

    @property
    def name(self) -> str:
        name = french.quarter_name(self.quarter.year, self.quarter.number)
        return f"{name}, version {self.closing.version}" if self.closing else f"{name}, non figé"

    def since(self, after: "State") -> str:
        """How the comparison of a later state names this one: `la version 1`, `le 2e trimestre 2026, version 1`."""
        if self.quarter == after.quarter and self.closing:
            return f"la version {self.closing.version}"
        return f"le {self.name}"


@dataclass(frozen=True, slots=True)
class Choices:
    """The states of one quarter, the last one first, and those that it may be compared with, the nearest first."""

    own: Sequence[State]
    earlier: Sequence[State]

    def before(self, after: State) -> Sequence[State]:
        """What the state may be compared with: its own earlier versions first."""
        rank = self.own.index(after)
        return (*self.own[rank + 1 :], *self.earlier)


def choices_of(contract: Contract, quarter: Quarter) -> Choices:
    """One query. Of a quarter before, its last version, or what is known of it."""
    closings: dict[Quarter, list[QuarterClosing]] = {}
    listed = QuarterClosing.objects.filter(contract=contract).select_related("change")
    for each in listed.order_by("-version"):
        each.contract = contract
        closings.setdefault(Quarter(each.year, each.quarter), []).append(each)
    versions = [State(quarter, each) for each in closings.get(quarter, [])]
    earlier = []
    before = _previous(quarter)
    while before.year in contract.years:
        earlier.append(State(before, next(iter(closings.get(before, [])), None)))
        before = _previous(before)
    return Choices((State(quarter, None), *versions), earlier)


def default_after(choices: Choices) -> State:
    """The last version, or what is known today of a quarter that was never closed."""
    return choices.own[1] if len(choices.own) > 1 else choices.own[0]


def changes_from(contract: Contract, before: State, after: State) -> list[CellChange]:
    """Row by row in the order of the contract; of a row, the cells that share their causes together."""
    now = _snapshot(contract, after)
    then = _snapshot(contract, before)
    if before.closing is None:
        # What was known of a quarter that was not closed by then.
        then = replace(then, known_at=now.known_at)
    changes = compare(then, now)
    first: dict[object, int] = {}
    for rank, each in enumerate(changes):
        first.setdefault(each.indicator, rank)
        first.setdefault((each.indicator, each.cause), rank)
    return sorted(changes, key=lambda each: (first[each.indicator], first[each.indicator, each.cause]))


def sentence_of(changes: Sequence[CellChange]) -> str:
    """`26 lignes ont changé, 148 cases ; causes : nouveaux mois 120, correction 3.`"""
    if not changes:
        return "Rien n’a changé."
    rows = len({each.indicator for each in changes})
    cells = len(changes)
    kinds = Counter(cause.kind.value for each in changes for cause in each.causes)
    causes = french.listing([f"{kind} {count}" for kind, count in kinds.most_common()])
    changed = french.plural(rows, "ligne a changé", "lignes ont changé")
    return (
        f"{french.sentence(french.count_word(rows, feminine=True))} {changed}, {french.number(cells)} "
        f"{french.plural(cells, 'case', 'cases')}. Causes, par nombre de cases\u00a0: {causes}."
    )


def _snapshot(contract: Contract, state: State) -> Snapshot:
    if state.closing is None:
        return Snapshot(contract, state.quarter, None)
    return snapshots([state.closing])[0]


def _previous(quarter: Quarter) -> Quarter:
    return Quarter.of(quarter.months[0].plus(-1))
