"""A line of the journal: what was done, by whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Protocol

from commitments.ledger.state import State
from commitments.models import Action, Origin, PlannedYear
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.models.resolution import Resolution
from dashboards.models.review import Review
from indicators.models import Indicator, TargetVersion

WAYS = {
    Origin.IMPORT: "par fichier",
    Origin.API: "par l’API",
    Origin.SOURCE: "par une source",
    Origin.COMMAND: "par commande",
    Origin.DEMO: "démonstration",
}

# What a line is about, by whose name it is listed; what is of the whole contract is about nothing else.
type Subject = Indicator | Action | Review | Resolution
# What of its subject, or of the contract, the line is about: it is seen there.
type Place = Month | Quarter | PlannedYear | TargetVersion | Indicator


class JournalAct(Protocol):
    """Who acted, when and by which way; `sequence` orders the acts of a contract. A change, or a record of one."""

    @property
    def actor(self) -> object: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def origin(self) -> str: ...
    @property
    def sequence(self) -> int: ...


@dataclass(frozen=True, slots=True)
class TargetChange:
    year: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class JournalLine:
    """`before` is crossed out, `after` written in its place, `value` is what stays; each "" for nothing.

    The page of the subject itself does not name what a line is `about`; the journal of the contract does.
    """

    title: str
    by: JournalAct
    before: str = ""
    after: str = ""
    value: str = ""
    reason: str = ""
    comment: str = ""
    appreciation: str = ""
    answer: str = ""
    targets: tuple[TargetChange, ...] = ()
    about: Subject | None = None
    place: Place | None = None

    @property
    def who(self) -> str:
        return who(str(self.by.actor or ""), self.by.origin)


class Step(Protocol):
    @property
    def state(self) -> State: ...


def is_unsubmitted(record: Step, earlier: Step | None) -> bool:
    """Whether a submission was taken back: nothing else makes a draft of what was submitted and keeps what it says."""
    return earlier is not None and earlier.state is State.SOUMIS and record.state is State.SAISI


def who(actor: str, origin: str) -> str:
    """`Camille`, `Camille, par fichier`, `par commande`."""
    way = WAYS.get(Origin(origin), "")
    return ", ".join(part for part in (actor, way) if part)


def months_of(months: Sequence[Month]) -> str:
    """`janvier, février et mars 2025`, `décembre 2024 et janvier 2025`."""
    years = [
        ([french.MONTHS[month.number - 1] for month in together], year)
        for year, together in groupby(sorted(months), key=lambda month: month.year)
    ]
    if len(years) == 1:
        names, year = years[0]
        return f"{french.listing(names)} {year}"
    return french.listing([f"{name} {year}" for names, year in years for name in names])
