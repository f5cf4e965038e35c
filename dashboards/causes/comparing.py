"""Two states of the rows of a contract's quarters, compared cell by cell with their causes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commitments.models import Contract
from cpg.shared.periods import Quarter
from dashboards.causes.acts import UNEXPLAINED, Cause, CauseKind, acts_between
from dashboards.causes.cells import CellChange, Row, Rows, differences, read_rows
from dashboards.causes.effects import causes_of_cells
from dashboards.causes.rules import rule_of
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.exports.quarter import quarter_row
from dashboards.models.closing import RULES_EDITION
from indicators.models import Indicator
from indicators.selectors import Known, known

# What two quarters never share.
OF_THE_QUARTER = frozenset({"annee", "trimestre", "arrete_au"})
ADDED = Cause(CauseKind.DEFINITION, "indicateur ajouté au contrat")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of a quarter as known up to a sequence, None being now. `sent` are those of its frozen file, None where
    it was not closed; `edition` is that of the rules they were made by.
    """

    contract: Contract
    quarter: Quarter
    known_at: int | None
    sent: Rows | None = None
    edition: int = RULES_EDITION


@dataclass(frozen=True, slots=True)
class Computed:
    """What today's rules make of the facts of a snapshot."""

    known: Mapping[str, Known]
    rows: Rows

    def name_of(self, code: str) -> str:
        return self.known[code].indicator.short_label if code in self.known else ""


def compare(before: Snapshot, after: Snapshot) -> list[CellChange]:
    """Row by row in the order of the contract. A constant number of queries, none where two files are the same."""
    if before.sent and before.sent == after.sent:
        return []
    then, now = _computed(before), _computed(after)
    sent, current = before.sent or then.rows, after.sent or now.rows
    left_out = OF_THE_QUARTER if before.quarter != after.quarter else frozenset()
    changes = list(differences(sent, current, left_out))
    if not changes:
        return []
    explained = _Explained(before, after, then, now)
    return [
        replace(each, name=now.name_of(each.indicator), causes=explained.causes_of(each, sent, current))
        for each in changes
    ]


def _computed(snapshot: Snapshot) -> Computed:
    listed = Indicator.objects.filter(contract=snapshot.contract).with_definition().order_by("position")
    found = known(list(listed), snapshot.known_at)
    rows = [quarter_row(snapshot.quarter, each) for each in found.values()]
    return Computed(
        {each.indicator.code: each for each in found.values()},
        read_rows(csv_bytes(QUARTER_COLUMNS, rows, Profile.OPEN_DATA)),
    )


class _Explained:
    def __init__(self, before: Snapshot, after: Snapshot, then: Computed, now: Computed) -> None:
        self.then, self.now = then, now
        self.changes_rules = before.edition != after.edition
        indicators = [each.indicator for each in now.known.values()]
        acts = acts_between(indicators, before.known_at, after.known_at)
        quarters = before.quarter, after.quarter
        self.by_column = {
            code: causes_of_cells(then.known[code], each, quarters, acts.get(each.indicator.pk, ()))
            for code, each in now.known.items()
            if code in then.known
        }

    def causes_of(self, change: CellChange, sent: Rows, current: Rows) -> tuple[Cause, ...]:
        """What a rule changed is parted from what data did: the facts of then are computed by today's rules."""
        if change.indicator not in sent:
            return (ADDED,)
        between = self.then.rows.get(change.indicator, {}).get(change.column, "")
        rule = self._rule(change, sent.get(change.indicator, {}))
        if rule and between == change.after:
            return (rule,)
        acts = tuple(self.by_column.get(change.indicator, {}).get(change.column, ()))
        return (*((rule,) if rule else ()), *(acts or (UNEXPLAINED,)))

    def _rule(self, change: CellChange, sent: Row) -> Cause | None:
        between = self.then.rows.get(change.indicator, {})
        found = self.then.known.get(change.indicator)
        if (
            not self.changes_rules
            or found is None
            or not sent
            or between.get(change.column, "") == change.before
        ):
            return None
        words = rule_of(found.series.definition, change.column, sent, between)
        return Cause(CauseKind.RULES, words)
