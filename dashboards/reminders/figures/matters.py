"""What may lie on somebody's desk, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from cpg.shared.periods import Month


@dataclass(frozen=True, slots=True)
class Person:
    """`wants_digest`: one mail a week instead of one at each occasion."""

    pk: int
    name: str
    wants_digest: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A due month without a value, which may still be entered. `until` is the last day to enter it in time.

    `instead_of` names the absent people whose deputy one is.
    """

    code: str
    label: str
    month: Month
    until: date
    url: str
    instead_of: str = ""

    def is_late_on(self, day: date) -> bool:
        return day > self.until


@dataclass(frozen=True, slots=True)
class Returned:
    """A month that was given back, by whom, why and when (Paris time)."""

    code: str
    label: str
    month: Month
    by: str
    reason: str
    since: datetime
    url: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted month of a contract, since when (Paris time), and where it may be decided on."""

    contract: str
    code: str
    month: Month
    since: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that concerns one person, whatever the contract."""

    person: Person
    missing: tuple[Missing, ...] = ()
    returned: tuple[Returned, ...] = ()
    waiting: tuple[Waiting, ...] = ()
