"""Short French descriptions of the state of an échéance."""

from commitments.calendar import Declared
from commitments.recording import Update
from commitments.selectors import Record
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
