"""Everybody who fills in an indicator: as it stands, or as somebody wants it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import User
from cpg.shared.days import NO_DAYS, Days
from indicators.models import Assignment, Indicator

HOLDER, DEPUTY = "titulaire", "suppleant"


@dataclass(frozen=True, slots=True)
class Holding:
    """One person of an indicator."""

    person: User
    is_deputy: bool
    days: Days = NO_DAYS

    @classmethod
    def of(cls, assignment: Assignment) -> "Holding":
        return cls(assignment.user, assignment.is_deputy, assignment.days)


@dataclass(frozen=True, slots=True)
class Holders:
    """Everybody of an indicator as they shall be; `seen` is `digest_of` those whom the person saw before."""

    indicator: Indicator
    holdings: Sequence[Holding]
    seen: str


def kind_of(is_deputy: bool) -> str:
    return DEPUTY if is_deputy else HOLDER


def digest_of(holdings: Iterable[Holding]) -> str:
    told = sorted(f"{each.person.pk} {kind_of(each.is_deputy)} {each.days.code}" for each in holdings)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
