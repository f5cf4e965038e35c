"""What a file would write, before anything is written: new, changed, unchanged, refused, blank. A family of things that
are imported says what one row plans; the rest is the same for all.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from commitments.ledger.tables.readings import NOTHING_READ, Reading
from commitments.ledger.tables.rows import Refused

if TYPE_CHECKING:
    from commitments.models import Contract


class PlannedRow(Protocol):
    """What one row of a file would write, beside what is recorded."""

    @property
    def line(self) -> int: ...

    @property
    def contract(self) -> "Contract": ...

    @property
    def name(self) -> str:
        """What the row is about, for the shell."""

    @property
    def place(self) -> tuple[str, ...]:
        """The same as cells of the report; the first names the body."""

    @property
    def is_new(self) -> bool:
        """Nothing is recorded yet."""

    @property
    def is_changed(self) -> bool:
        """It differs from what is recorded, if anything is."""

    @property
    def before_and_after(self) -> tuple[str, str]:
        """In words; before is "" where nothing is recorded."""

    @property
    def state_word(self) -> str:
        """The state of what is recorded, "" where nothing is."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What makes it unlikely, in sentences."""

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """All that would be written, and the version that it would replace."""


@dataclass(frozen=True, slots=True)
class Preview[P: PlannedRow]:
    """What an import would do. With one row refused, nothing is taken. `blank` are the numbers of the rows that name a
    thing and leave its columns empty, as those of a template that is not filled in yet. `unexplained` are the changed
    rows for which a reason is still asked.
    """

    new: tuple[P, ...] = ()
    changed: tuple[P, ...] = ()
    unchanged: tuple[P, ...] = ()
    refused: tuple[Refused, ...] = ()
    blank: tuple[int, ...] = ()
    unexplained: tuple[P, ...] = ()
    reading: Reading = NOTHING_READ

    @property
    def may_be_written(self) -> bool:
        return bool(self.written) and not self.refused and not self.unexplained

    @property
    def written(self) -> tuple[P, ...]:
        return (*self.new, *self.changed)

    @property
    def refused_lines(self) -> int:
        return len({each.line for each in self.refused})

    @property
    def plan(self) -> str:
        """Tells apart two things to write: confirming names the plan that was shown."""
        return hashlib.sha256(repr([each.fingerprint for each in self.written]).encode()).hexdigest()

    def by_contract(self) -> "Iterator[tuple[Contract, list[P]]]":
        """What is to be written, an act a contract. Raises ValueError where something is refused."""
        if self.refused or self.unexplained:
            raise ValueError("a preview with refused or unexplained rows is not to be applied")
        for _, group in groupby(
            sorted(self.written, key=lambda each: each.contract.pk), key=lambda each: each.contract.pk
        ):
            planned = list(group)
            yield planned[0].contract, planned


@dataclass(frozen=True, slots=True)
class Outcome[P: PlannedRow]:
    """What became of one row. `subject` is what it names, which no other row may; None where it names nothing. `twice`
    refuses it because of another line that names the same.
    """

    line: int
    subject: Hashable = None
    twice: Callable[[int], Refused] | None = None
    planned: P | None = None
    refused: Sequence[Refused] = ()
    is_blank: bool = False


def preview_of[P: PlannedRow](outcomes: Iterable[Outcome[P]]) -> Preview[P]:
    """Sort the rows out. Rows that name the same are refused, all of them, whether or not one is refused for something
    else: which of them is meant is not known.
    """
    listed = list(outcomes)
    refused = [each for outcome in listed for each in outcome.refused]
    again = _named_twice(listed)
    refused += [each.twice(other) for each, other in again if each.twice is not None]
    without = {id(each) for each, _ in again}
    planned = [
        each.planned
        for each in listed
        if each.planned is not None and not each.is_blank and id(each) not in without
    ]
    return Preview(
        new=tuple(each for each in planned if each.is_changed and each.is_new),
        changed=tuple(each for each in planned if each.is_changed and not each.is_new),
        unchanged=tuple(each for each in planned if not each.is_changed),
        refused=tuple(sorted(refused, key=lambda each: each.line)),
        blank=tuple(each.line for each in listed if each.is_blank),
    )


def _named_twice[P: PlannedRow](outcomes: Iterable[Outcome[P]]) -> list[tuple[Outcome[P], int]]:
    """The rows that name what another row names, each with the line of that row: the first one, or the next."""
    by_subject: dict[Hashable, list[Outcome[P]]] = {}
    for each in outcomes:
        if each.twice is not None:
            by_subject.setdefault(each.subject, []).append(each)
    return [
        (each, group[0].line if rank else group[1].line)
        for group in by_subject.values()
        if len(group) > 1
        for rank, each in enumerate(group)
    ]
