"""Who still owes figures, and whether they were nudged today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cpg.shared import french
from dashboards.completeness.board import Board


@dataclass(frozen=True, slots=True)
class Debtor:
    """`said` is how much; `nudged` when they were written to today, "" when they were not."""

    username: str
    name: str
    said: str
    nudged: str


def debtors(board: Board, nudged: Mapping[int, datetime]) -> tuple[Debtor, ...]:
    """Those who owe most come first."""
    found = sorted(board.missing.items(), key=lambda each: (-len(each[1]), str(each[0])))
    return tuple(
        Debtor(
            username=user.username,
            name=str(user),
            said=_said(len(missing), sum(each.is_late_on(board.today) for each in missing)),
            nudged=_hour(nudged[user.pk]) if user.pk in nudged else "",
        )
        for user, missing in found
    )


def _said(count: int, late: int) -> str:
    values = f"{french.number(count)} {french.plural(count, 'valeur', 'valeurs')} à saisir"
    if late == count:
        return f"{values}, en retard"
    return f"{values}, dont {french.number(late)} en retard" if late else values


def _hour(moment: datetime) -> str:
    return french.moment(moment).partition(" à ")[2]
