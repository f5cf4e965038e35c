"""What a file would change of the states, and everything that it is refused for."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from accounts.models import User
from commitments.imports import columns
from commitments.imports.rows import Row, place_of
from commitments.ledger.tables.columns import header_problems, plain_name
from commitments.ledger.tables.reading import read_table
from commitments.ledger.tables.rows import Line, Refused
from commitments.models import Contract
from commitments.recording import Update, says_the_same
from commitments.selectors import Item, items_of


@dataclass(frozen=True, slots=True)
class Planned:
    """One échéance to write, beside what stands."""

    line: int
    item: Item
    update: Update

    @property
    def is_changed(self) -> bool:
        return not says_the_same(self.update, self.item)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. With one row refused, nothing is taken. `blank` are the rows that say nothing."""

    new: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    unchanged: tuple[Planned, ...] = ()
    refused: tuple[Refused, ...] = ()
    blank: tuple[int, ...] = ()

    @property
    def written(self) -> tuple[Planned, ...]:
        return (*self.new, *self.changed)

    @property
    def updates(self) -> tuple[Update, ...]:
        return tuple(each.update for each in self.written)

    @property
    def refused_lines(self) -> int:
        return len({each.line for each in self.refused})


def plan_of(preview: Preview) -> str:
    """A fingerprint of all that would be written, and of the versions that it would replace."""
    planned = [
        (
            each.planned.pk, each.declared.value, each.progress, each.forecast, each.comment, each.reason,
            each.decided_by, each.expected_version,
        )
        for each in preview.updates
    ]  # fmt: skip
    return hashlib.sha256(repr(planned).encode()).hexdigest()


def read(content: bytes) -> list[Line]:
    """The rows of a file. Raises UnreadableFileError for what is no table."""
    return read_table(content, columns.COLUMNS)


def prepare(
    lines: Sequence[Line], contracts: Iterable[Contract], actor: User | None, body: str = ""
) -> Preview:
    """Compare a file with what stands of contracts that the person sees. Four queries a contract.

    `actor` None is the shell, which may write of everything. `body` is the body of rows that name none.
    """
    header, *rows = lines
    if problems := header_problems(header.cells, columns.COLUMNS, columns.NAMING):
        return Preview(
            refused=tuple(Refused(header.number, text, text, reason, "header") for text, reason in problems)
        )
    names = [plain_name(name) for name in header.cells]
    listed = list(contracts)
    bodies = frozenset(each.body.code for each in listed)
    by_default = body or ("".join(bodies) if len(bodies) == 1 else "")
    today = localdate()
    items = {place_of(item): item for contract in listed for item in items_of(contract, today)}
    planned: list[Planned] = []
    refused: list[Refused] = []
    seen: dict[int, int] = {}
    blank: list[int] = []
    for row in (Row(line, names, by_default) for line in rows):
        item = row.item(items, bodies, actor)
        if isinstance(item, Refused):
            refused += [*row.astray, item]
            continue
        if item.planned.pk in seen:
            reason = f"{item.name} est déjà à la ligne {seen[item.planned.pk]}."
            refused.append(row.refused(columns.ACTION, reason, "twice_in_the_file"))
        seen.setdefault(item.planned.pk, row.number)
        found = [] if row.is_blank and not row.astray else list(row.problems(item))
        refused += found
        if row.is_blank and not found:
            blank.append(row.number)
        elif not found:
            planned.append(Planned(row.number, item, row.update(item)))
    return _sorted_out(planned, refused, blank)


def _sorted_out(planned: Sequence[Planned], refused: Iterable[Refused], blank: Iterable[int]) -> Preview:
    changing = [each for each in planned if each.is_changed]
    return Preview(
        new=tuple(each for each in changing if each.item.record is None),
        changed=tuple(each for each in changing if each.item.record is not None),
        unchanged=tuple(each for each in planned if not each.is_changed),
        refused=tuple(sorted(refused, key=lambda each: each.line)),
        blank=tuple(blank),
    )
