"""Short French descriptions of the state of an échéance."""

from collections.abc import Iterable

from commitments.calendar import ActionStatus, Declared
from commitments.recording import Update
from commitments.selectors import Item, Record
from cpg.shared import french


def said(told: Record | Update) -> str:
    """`en cours, 40 %, prévu le 30/11/2025`."""
    words = [told.declared.label]
    if told.declared is Declared.EN_COURS:
        words.append(f"{told.progress}{french.NO_BREAK}%")
    if told.forecast and told.declared in {Declared.RIEN, Declared.EN_COURS}:
        words.append(f"prévu le {french.day(told.forecast)}")
    if told.declared is Declared.ABANDONNE:
        words.append(f"décidé par {told.decided_by} («\u00a0{told.reason}\u00a0»)")
    if told.waiver:
        words.append(f"dispensé de preuve («\u00a0{told.waiver}\u00a0»)")
    return ", ".join(words)


def said_with_comment(told: Record | Update) -> str:
    return f"{said(told)} («\u00a0{told.comment}\u00a0»)" if told.comment else said(told)


def lateness_of(item: Item) -> str:
    """`depuis fin 2023`; "" while it is not late."""
    return french.since(item.due_on, item.today)


def longest_lateness(items: Iterable[Item]) -> str:
    """Of several échéances, since when the first is late."""
    late = [item for item in items if item.status is ActionStatus.EN_RETARD]
    return lateness_of(min(late, key=lambda item: item.year)) if late else ""


def expected_of(item: Item) -> str:
    """When what is not over is expected: by the promise of its owner, else by its planned year."""
    if item.status.is_over:
        return ""
    if item.forecast is None:
        is_late = item.status is ActionStatus.EN_RETARD
        return "sans date prévue" if is_late else f"attendu d’ici fin {item.year}"
    if item.is_promise_passed:
        return f"promesse du {french.day(item.forecast)} passée"
    return f"prévu le {french.day(item.forecast)}"
