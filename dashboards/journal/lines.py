"""What one line of the journal says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from commitments.models import Origin
from cpg.shared import french
from cpg.shared.periods import Month

WAYS = {
    Origin.IMPORT: "par fichier",
    Origin.API: "par l’API",
    Origin.COMMAND: "par commande",
    Origin.DEMO: "démonstration",
}


@dataclass(frozen=True, slots=True)
class TargetChange:
    year: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class JournalLine:
    """`before` is crossed out, `after` written in its place, `value` stands as it was; each "" where there is none."""

    title: str
    who: str
    recorded_at: datetime
    sequence: int
    before: str = ""
    after: str = ""
    value: str = ""
    reason: str = ""
    comment: str = ""
    appreciation: str = ""
    targets: tuple[TargetChange, ...] = ()


def who(actor: str, origin: str) -> str:
    """`Camille`, `Camille, par fichier`, `par commande`."""
    way = WAYS.get(Origin(origin), "")
    return ", ".join(part for part in (actor, way) if part)


def month_of(month: Month) -> str:
    return french.month_name(month.year, month.number)


def months_of(months: Sequence[Month]) -> str:
    """`janvier, février et mars 2025`, `décembre 2024 et janvier 2025`."""
    said = []
    for year, together in groupby(sorted(months), key=lambda month: month.year):
        names = [french.MONTHS[month.number - 1] for month in together]
        said.append((names, year))
    if len(said) == 1:
        names, year = said[0]
        return f"{french.listing(names)} {year}"
    return french.listing([f"{name} {year}" for names, year in said for name in names])
