"""What keeps a month from being submitted, and for what it owes a comment: one rule for the pages, the verb and the
closing of a quarter. The return that must be answered is `commitments.ledger.moves.standing_return`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from commitments.ledger.refusals import Refusal
from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.entry import is_explained, needs_comment
from indicators.domain.model import Fact, Series
from indicators.models import Indicator
from indicators.plausibility import Doubt, doubts
from indicators.refusals import comment_missing, name_of


@dataclass(frozen=True, slots=True)
class OwedComment:
    """Why a month owes a comment: its value is doubtful, or takes the status below the seuil. False where it owes
    none.
    """

    doubts: tuple[Doubt, ...] = ()
    falls_below_seuil: bool = False

    def __bool__(self) -> bool:
        return bool(self.doubts) or self.falls_below_seuil

    @property
    def doubt(self) -> str:
        """The doubts in one text."""
        return " ".join(each.sentence for each in self.doubts)


NOTHING_OWED = OwedComment()


class Held(Protocol):
    """What a month holds, as a record or as a revision."""

    @property
    def fact(self) -> Fact | None: ...

    @property
    def state(self) -> str: ...


def doubts_held(series: Series, month: Month, held: Held | None) -> tuple[Doubt, ...]:
    """What is unlikely in the value that a month holds, until somebody has validated it: pages, the queue and the API
    show just this. A comment explains it, and does not remove it.
    """
    if held is None or held.fact is None or held.state == State.VALIDE:
        return ()
    return doubts(series, month, held.fact)


def owed_comment(series: Series, month: Month, comment: str) -> OwedComment:
    """What a month must be commented for before it is submitted. A comment answers everything; an absence has its
    reason.
    """
    fact = series.facts.get(month)
    if fact is None or is_explained(fact, comment):
        return NOTHING_OWED
    return OwedComment(doubts(series, month, fact), needs_comment(series, month, comment))


def reason_for_comment(indicator: Indicator, month: Month, owed: OwedComment) -> Refusal | None:
    if owed.falls_below_seuil:
        return comment_missing(indicator, month)
    if owed.doubts:
        return Refusal(
            f"{name_of(indicator, month)} a une valeur inhabituelle ({owed.doubt.rstrip('.')})\u00a0: corrigez-la, ou "
            "dites pourquoi en commentaire.",
            "doubt_unexplained",
        )
    return None


def reason_not_over(indicator: Indicator, month: Month, today: date) -> Refusal | None:
    """A figure of a month that goes on is not final."""
    if month.last_day < today:
        return None
    return Refusal(
        f"{name_of(indicator, month)} n’est pas terminé\u00a0: il se soumettra à partir du "
        f"{french.day(month.plus(1).first_day)}.",
        "not_over",
    )
