"""Many months at once through the API: prepared, checked and written as the rows of a file are."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.models import User
from accounts.rest.problems import Problem
from commitments.api.refusals import problem_of
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.finding import table_of
from commitments.ledger.tables.previews import Preview
from commitments.ledger.tables.rows import Line, Refused
from commitments.models import Contract, Origin
from indicators.api.refusals import problem_of_entries, stale_entry
from indicators.api.serializers import texts_of, version_row
from indicators.imports import PlannedMonth, apply, prepare
from indicators.imports.shapes import A_ROW_EACH
from indicators.models import MonthlyActual
from indicators.parsing import ABSENCE_UNEXPLAINED

COLUMNS = (
    "organisme",
    "indicateur",
    "mois",
    "numerateur",
    "denominateur",
    "valeur",
    "absence",
    "commentaire",
)
FIGURES = ("numerator", "denominator", "value", "absence")


def write_batch(actor: User, entries: Sequence[Mapping[str, Any]], reason: str) -> dict[str, Any]:
    """Write all the entries or none; raises Problem with everything that is wrong.

    The report counts written and unchanged months, and gives the version of each.
    """
    contracts = list(Contract.objects.all().visible_to(actor).select_related("body"))
    lines = [Line(place, _cells(entry)) for place, entry in enumerate(entries)]
    preview = prepare(table_of([Line(-1, COLUMNS), *lines], A_ROW_EACH), contracts, actor)
    refused = sorted((*preview.refused, *_unexplained(entries)), key=lambda each: each.line)
    if refused:
        raise problem_of_entries(refused)
    preview = _with_comments(preview, entries)
    planned = sorted((*preview.new, *preview.changed, *preview.unchanged), key=lambda each: each.line)
    _require_versions(planned, entries, _repeated(preview.unchanged, entries, actor))
    try:
        written = apply(preview, actor=actor, origin=Origin.API, reason=reason)
    except Refusal as refusal:
        raise problem_of(refusal) from refusal
    return {"written": written, "unchanged": len(entries) - written, "entries": _versions(planned)}


def _cells(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """An entry as the cells of a file's row, where the one text is an absence's reason or else a comment."""
    texts = texts_of(entry, "organisme", "indicator", "month", *FIGURES, "absence_reason", "comment")
    text = texts["absence_reason"] if texts["absence"] else texts["comment"]
    return (texts["organisme"], texts["indicator"], texts["month"], *(texts[name] for name in FIGURES), text)


def _unexplained(entries: Sequence[Mapping[str, Any]]) -> Iterator[Refused]:
    """Absences without a reason: a file may leave it out, a program must give it, as a form must."""
    for place, entry in enumerate(entries):
        if entry.get("absence") and not (entry.get("absence_reason") or "").strip():
            yield Refused(place, "commentaire", "", ABSENCE_UNEXPLAINED, "absence_without_reason")


def _with_comments(
    preview: Preview[PlannedMonth], entries: Sequence[Mapping[str, Any]]
) -> Preview[PlannedMonth]:
    """Add the comments given beside the reason of an absence: a file's row has one text, an entry has two."""
    new, changed, unchanged = (
        [_commented(each, entries[each.line]) for each in planned]
        for planned in (preview.new, preview.changed, preview.unchanged)
    )
    changed += [each for each in unchanged if each.entry.comment != each.comment_before]
    kept = (each for each in unchanged if each.entry.comment == each.comment_before)
    return replace(preview, new=tuple(new), changed=tuple(changed), unchanged=tuple(kept))


def _commented(planned: PlannedMonth, entry: Mapping[str, Any]) -> PlannedMonth:
    comment = (entry.get("comment") or "").strip()
    if not (entry.get("absence") and comment):
        return planned
    return replace(planned, entry=replace(planned.entry, comment=comment))


def _repeated(
    unchanged: Sequence[PlannedMonth], entries: Sequence[Mapping[str, Any]], actor: User
) -> frozenset[int]:
    """The entries that the person wrote just so over the version that was read: the same batch, sent again."""
    again = [
        each
        for each in unchanged
        if each.entry.expected_version == entries[each.line]["expected_version"] + 1
    ]
    if not again:
        return frozenset()
    own = MonthlyActual.objects.filter(
        indicator__in={each.entry.indicator.pk for each in again}, current__change__actor=actor
    )
    places = {(each.indicator_id, each.at) for each in own}
    return frozenset(each.line for each in again if each.entry.place in places)


def _require_versions(
    planned: Sequence[PlannedMonth], entries: Sequence[Mapping[str, Any]], repeated: Collection[int]
) -> None:
    stale = [
        stale_entry(each.line, entries[each.line], each.entry.expected_version)
        for each in planned
        if each.entry.expected_version != entries[each.line]["expected_version"] and each.line not in repeated
    ]
    if stale:
        raise Problem("stale_version", faults=stale)


def _versions(planned: Sequence[PlannedMonth]) -> list[dict[str, Any]]:
    """Each month of the batch with its version after the write."""
    pointers = MonthlyActual.objects.filter(indicator__in={each.entry.indicator.pk for each in planned})
    versions = {(each.indicator_id, each.at): each.version for each in pointers}
    entries = [each.entry for each in planned]
    return [
        version_row(each.indicator, each.month, versions[each.indicator.pk, each.month]) for each in entries
    ]
