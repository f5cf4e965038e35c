"""What a month of an indicator may hold, and when whoever writes it must give a reason or a comment."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from commitments.ledger.state import State
from cpg.shared.periods import Month
from indicators.domain.attainment import attain_months
from indicators.domain.model import Absence, Fact, Series, Status

# SQLite keeps 15 digits: ten before the decimal sign and four after it stay exact, and so do the sums of a contract.
LIMIT = 10**10


@dataclass(frozen=True, slots=True)
class EntryRules:
    """`unit` is the value's; `decimals` are those that an entry may have; a bounded numerator never exceeds its
    denominator. Percentages and evolutions may be negative, counts and amounts may not. `base` is the denominator of
    the month where base-year values are held: an entry is then its numerator alone.
    """

    unit: str
    decimals: int
    takes_pair: bool
    numerator_bounded: bool
    base: Decimal | None = None

    @property
    def may_be_negative(self) -> bool:
        return not self.takes_pair and self.unit == "%"


class RecordedState(Protocol):
    """What a month holds now: `fact` is None where it was emptied, `actor_pk` is who wrote it last."""

    @property
    def fact(self) -> Fact | None: ...

    @property
    def state(self) -> str: ...

    @property
    def actor_pk(self) -> int | None: ...


def needs_reason(current: RecordedState | None, writer_pk: int | None) -> bool:
    """Whether that person must say why they change or empty the month.

    Not where it holds nothing, nor for one's own draft, which nobody was asked to look at; nor for what was returned,
    since the return has its reason.
    """
    if current is None or current.fact is None or current.state == State.RETOURNE:
        return False
    is_own_draft = current.state == State.SAISI and current.actor_pk == writer_pk
    return writer_pk is None or not is_own_draft


def falls_below_seuil(before: Status | None, status: Status) -> bool:
    """Whether the status to date is below the seuil at the end of a month, and was not a month before."""
    return status is Status.SOUS_SEUIL and before is not Status.SOUS_SEUIL


def is_explained(fact: Fact | None, comment: str) -> bool:
    """Whether a month has its comment; an absence has its reason instead."""
    return bool(comment.strip()) or isinstance(fact, Absence)


def needs_comment(series: Series, month: Month, comment: str) -> bool:
    """Whether the month lacks the comment that it needs, because it takes the status below the seuil.

    `series` holds the month as it is, or as it is about to be written.
    """
    if is_explained(series.facts.get(month), comment):
        return False
    before = month.plus(-1)
    has_before = before.year >= series.definition.contract_first_year
    months = [before, month] if has_before else [month]
    status = {each.month: each.status for each in attain_months(series, months)}
    return falls_below_seuil(status.get(before), status[month])
