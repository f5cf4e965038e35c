"""What a file would write, before anything is written: new, changed, unchanged, refused, blank. A family of things that
are imported says what one row plans; the rest is the same for all.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

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
    def fingerprint(self) -> tuple[object, ...]:
        """All that would be written, and the version that it would replace."""


@dataclass(frozen=True, slots=True)
class Preview[P: PlannedRow]:
    """What an import would do. With one row refused, nothing is taken. `blank` are the numbers of the rows that name a
    thing and leave its columns empty, as those of a template that is not filled in yet.
    """

    new: tuple[P, ...] = ()
    changed: tuple[P, ...] = ()
    unchanged: tuple[P, ...] = ()
    refused: tuple[Refused, ...] = ()
    blank: tuple[int, ...] = ()

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
        if self.refused:
            raise ValueError("a preview with refused rows is not to be applied")
        for _, group in groupby(
            sorted(self.written, key=lambda each: each.contract.pk), key=lambda each: each.contract.pk
        ):
            planned = list(group)
            yield planned[0].contract, planned


@dataclass(frozen=True, slots=True)
class Outcome[P: PlannedRow]:
    """What became of one row. `subject` is what it names, which no other row may; None where it names nothing. `twice`
    refuses it because of the earlier line that names the same.
    """

    line: int
    subject: Hashable = None
    twice: Callable[[int], Refused] | None = None
    planned: P | None = None
    refused: Sequence[Refused] = ()
    is_blank: bool = False


def preview_of[P: PlannedRow](outcomes: Iterable[Outcome[P]]) -> Preview[P]:
    """Sort the rows out. A row whose subject an earlier line names is refused, whether or not either is refused for
    something else.
    """
    planned: list[P] = []
    refused: list[Refused] = []
    blank: list[int] = []
    first_line: dict[Hashable, int] = {}
    for each in outcomes:
        refused += each.refused
        if each.twice is not None:
            first = first_line.setdefault(each.subject, each.line)
            if first != each.line:
                refused.append(each.twice(first))
        if each.is_blank:
            blank.append(each.line)
        elif each.planned is not None:
            planned.append(each.planned)
    return Preview(
        new=tuple(each for each in planned if each.is_changed and each.is_new),
        changed=tuple(each for each in planned if each.is_changed and not each.is_new),
        unchanged=tuple(each for each in planned if not each.is_changed),
        refused=tuple(sorted(refused, key=lambda each: each.line)),
        blank=tuple(blank),
    )
