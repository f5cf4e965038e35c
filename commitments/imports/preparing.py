"""What a file would change of the states of actions, and everything that it is refused for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from accounts.clock import localdate
from accounts.models import User
from commitments.imports import columns
from commitments.imports.rows import ItemRow, Place, place_of
from commitments.ledger.state import State
from commitments.ledger.tables.finding import ReadTable
from commitments.ledger.tables.previews import Outcome, Preview, preview_of
from commitments.ledger.tables.reading import read_table
from commitments.ledger.tables.readings import AS_IT_IS, Choices
from commitments.ledger.tables.rows import Refused
from commitments.ledger.tables.shapes import OneRowEach
from commitments.models import Contract
from commitments.recording import Update, says_the_same
from commitments.selectors import Item, items_of
from commitments.wording import said_with_comment

A_ROW_EACH = OneRowEach("une ligne par échéance", columns.COLUMNS, columns.NAMING)


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One échéance to write, beside what is recorded."""

    line: int
    item: Item
    update: Update

    @property
    def contract(self) -> Contract:
        return self.item.contract

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def place(self) -> Place:
        return place_of(self.item)

    @property
    def is_new(self) -> bool:
        return self.item.record is None

    @property
    def is_changed(self) -> bool:
        return not says_the_same(self.update, self.item)

    @property
    def before_and_after(self) -> tuple[str, str]:
        """A file says nothing of a proof that is waived."""
        record = self.item.record
        if record is None:
            return "", said_with_comment(self.update)
        after = replace(self.update, waiver=record.waiver)
        return said_with_comment(record), said_with_comment(after)

    @property
    def state_word(self) -> str:
        return State(self.item.record.state).label if self.item.record else ""

    @property
    def doubts(self) -> tuple[str, ...]:
        return ()

    @property
    def fingerprint(self) -> tuple[object, ...]:
        update = self.update
        return (
            update.planned.pk, update.declared.value, update.progress, update.forecast, update.comment, update.reason,
            update.decided_by, update.expected_version,
        )  # fmt: skip


def read(content: bytes, choices: Choices = AS_IT_IS) -> ReadTable:
    """The table of a file. Raises UnreadableFileError for what is no table."""
    return read_table(content, (A_ROW_EACH,), choices)


def prepare(
    table: ReadTable, contracts: Iterable[Contract], actor: User | None, body: str = ""
) -> Preview[PlannedItem]:
    """Compare a file with what is recorded, for a person who sees these contracts. Four queries a contract.

    `actor` None is the shell, which may write of everything. `body` is the body of rows that name none.
    """
    if not table.rows:
        return Preview(refused=table.refused, reading=table.reading)
    listed = list(contracts)
    bodies = frozenset(each.body.code for each in listed)
    by_default = body or ("".join(bodies) if len(bodies) == 1 else "")
    today = localdate()
    items = {place_of(item): item for contract in listed for item in items_of(contract, today)}
    rows = (ItemRow(each, by_default) for each in table.rows)
    preview = preview_of(_outcome(row, row.item(items, bodies, actor)) for row in rows)
    return replace(preview, refused=(*table.refused, *preview.refused), reading=table.reading)


def _outcome(row: ItemRow, item: Item | Refused) -> Outcome[PlannedItem]:
    faults = row.row.faults
    if isinstance(item, Refused):
        return Outcome(row.row.line, refused=[*faults, item])

    def twice(first: int) -> Refused:
        reason = f"{item.name} est aussi à la ligne {first}\u00a0: gardez l’une des deux."
        return row.row.refused(columns.ACTION, reason, "twice_in_the_file")

    is_blank = row.is_blank and not faults
    refused = [] if is_blank else list(row.problems(item))
    planned = None if is_blank or refused else PlannedItem(row.row.line, item, row.update(item))
    return Outcome(row.row.line, item.planned.pk, twice, planned, refused, is_blank)
