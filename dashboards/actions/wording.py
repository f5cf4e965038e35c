"""Échéances in words and marks, for pages."""

from collections.abc import Sequence
from itertools import takewhile

from django.utils import timezone

from accounts.clock import localdate
from commitments.calendar import ActionStatus, Declared
from commitments.selectors import Item, Record
from commitments.wording import expected_of, lateness_of, said
from cpg.shared import french
from dashboards.shared.marks import Mark

MARKS = {
    ActionStatus.A_VENIR: Mark("a_venir", "À venir", "f-rien", "t-vide"),
    ActionStatus.EN_COURS: Mark("en_cours", "En cours", "f-cours", "t-vide"),
    ActionStatus.REALISE: Mark("realise", "Réalisé", "f-fait", "t-vide"),
    ActionStatus.EN_RETARD: Mark("en_retard", "En retard", "f-alerte", "t-sous"),
    ActionStatus.ABANDONNE: Mark("abandonne", "Abandonné", "f-sans", "t-vide"),
}


def percent_text(progress: int) -> str:
    return f"{progress}{french.NO_BREAK}%"


def detail_of(item: Item) -> str:
    """Beside the mark: how far, or how late."""
    if item.status is ActionStatus.EN_RETARD:
        return lateness_of(item)
    return percent_text(item.progress) if item.status is ActionStatus.EN_COURS else ""


def date_text(item: Item, history: Sequence[Record]) -> str:
    """The day on which the end of an échéance was declared, or for which it is foreseen. A later record that declares
    the same end confirms it, so the first one counts.
    """
    if not item.status.is_over:
        return expected_of(item)
    *_, first = takewhile(lambda each: each.declared is item.declared, history)
    return f"dit le {french.day(localdate(first.recorded_at))}"


def end_texts(record: Record) -> tuple[str, ...]:
    """What is recorded with an end beside its comment: who gave it up and why, why no proof is owed."""
    texts = []
    if record.declared is Declared.ABANDONNE:
        texts.append(f"Décidé par {record.decided_by}\u00a0: «\u00a0{french.bound(record.reason)}\u00a0»")
    if record.waiver:
        texts.append(f"Dispensé de preuve\u00a0: «\u00a0{french.bound(record.waiver)}\u00a0»")
    return tuple(texts)


def current_sentence(item: Item) -> str:
    """What is recorded now, its state, by whom and when."""
    record = item.record
    if record is None:
        return f"Rien n’est dit encore\u00a0: attendu d’ici le 31 décembre {item.year}."
    signed = f"{french.sentence(record.state.label)} par {_author(record)}, {_moment(record)}"
    return f"{french.sentence(said(record))}. {signed}."


def stale_sentence(record: Record) -> str:
    """Who wrote since the page was opened, when, and what is recorded now."""
    comment = f" Commentaire\u00a0: «\u00a0{record.comment}\u00a0»." if record.comment else ""
    author = french.sentence(_author(record))
    return f"{author} a écrit entre-temps, {_moment(record)}\u00a0: {said(record)}.{comment}"


def _author(record: Record) -> str:
    return record.actor or "un chargement"


def _moment(record: Record) -> str:
    return f"le {french.moment(timezone.localtime(record.recorded_at))}"
