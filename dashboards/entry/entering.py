"""Entering months in the grid: the gate by which its page reaches what writes facts."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Series
from indicators.models import Indicator, MonthlyActual
from indicators.parsing import FigureProblem, MonthTexts, read_month
from indicators.recording import (
    MonthStep,
    comment_missing,
    correct,
    owes_no_reason,
    record,
    retract,
    submit,
    takes_below_the_seuil,
)

__all__ = [
    "MonthStep",
    "Refusal",
    "StaleVersion",
    "UnreadableError",
    "comment_owed",
    "owes_no_reason",
    "submit_months",
    "write_cell",
]


NOTHING_TO_SAY = (
    "Un mois vide ne garde pas de commentaire\u00a0: saisissez sa valeur, ou dites qu’elle manque."
)


class UnreadableError(Exception):
    """The texts of a cell are no figure that its indicator takes: why, one problem a part."""

    def __init__(self, problems: Sequence[FigureProblem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def write_cell(
    *,
    indicator: Indicator,
    month: Month,
    texts: MonthTexts,
    version: int,
    actor: User,
    reason: str = "",
    comment: str | None = None,
) -> None:
    """Enter, correct or empty one month from the version that the person saw; what says the same writes nothing.

    The appréciation that stands stays, and so does the comment unless one is given. Raises UnreadableError, Refusal,
    and StaleVersion among these.
    """
    pointer = (
        MonthlyActual.objects.filter(indicator=indicator, month=month.first_day)
        .select_related("current")
        .first()
    )
    standing = pointer.current if pointer else None
    common: dict[str, Any] = {
        "indicator": indicator,
        "month": month,
        "expected_version": version,
        "actor": actor,
        "origin": Origin.GRID,
    }
    if not any(text.strip() for text in (texts.numerator, texts.denominator, texts.value, texts.absence)):
        if comment:
            raise Refusal(NOTHING_TO_SAY, "comment_alone")
        if standing is not None and standing.fact is not None:
            retract(reason=reason, **common)
        return
    fact = read_month(indicator.measure.rules, texts)
    if isinstance(fact, tuple):
        raise UnreadableError(fact)
    if standing is None or standing.fact is None:
        record(fact=fact, comment=comment or "", **common)
        return
    said = standing.comment if comment is None else comment
    correct(fact=fact, reason=reason, comment=said, appreciation=standing.appreciation, **common)


def comment_owed(indicator: Indicator, series: Series, month: Month) -> str:
    """What will be asked of that month when it is submitted without a comment; "" where it owes none."""
    if takes_below_the_seuil(series, month, indicator.contract.years):
        return comment_missing(indicator, month).message
    return ""


def submit_months(*, contract: Contract, steps: Sequence[MonthStep], actor: User) -> None:
    """Hand these months over, all or none; raises Refusal with each refused month by its place."""
    submit(contract=contract, steps=steps, actor=actor, origin=Origin.GRID)
