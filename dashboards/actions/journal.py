"""The journal of an action, the latest first."""

from collections.abc import Iterable, Iterator, Mapping

from commitments.ledger.state import State
from commitments.models import ActionLink, Change, OwnershipRevision, Proof
from commitments.selectors import Item, Record
from commitments.wording import said
from cpg.shared import french
from dashboards.journal import JournalLine, JournalPage, is_unsubmitted, page_of


def journal_of(
    action_pk: int, items: Iterable[Item], histories: Mapping[int, list[Record]], number: int
) -> JournalPage:
    """All that was ever done about an action, from the records of its échéances and three queries."""
    by_key = {item.planned.pk: item for item in items}
    lines = [
        *_record_lines(by_key, histories),
        *_owner_lines(action_pk),
        *_proof_lines(by_key),
        *_link_lines(action_pk),
    ]
    return page_of(lines, number)


def _record_lines(items: Mapping[int, Item], histories: Mapping[int, list[Record]]) -> Iterator[JournalLine]:
    for key, records in histories.items():
        for record, earlier in zip(records, [*records[1:], None], strict=True):
            yield _record_line(items[key], record, earlier)


def _record_line(item: Item, record: Record, earlier: Record | None) -> JournalLine:
    before, after = said(earlier) if earlier else "", said(record)
    is_new = before != after
    title = f"{french.sentence(item.planned.place_name)}, {_step(record, earlier)}"
    return JournalLine(
        title,
        record,
        before=before if is_new else "",
        after=after if is_new else "",
        value="" if is_new else after,
        reason=record.act_reason,
        answer=record.answer,
        comment=record.comment
        if record.comment and (not earlier or earlier.comment != record.comment)
        else "",
    )


def _step(record: Record, earlier: Record | None) -> str:
    if is_unsubmitted(record, earlier):
        return "soumission retirée"
    has_moved = earlier is None or earlier.state != record.state
    if has_moved and record.state is not State.SAISI:
        return record.state.label
    return "mis à jour" if earlier else State.SAISI.label


def _owner_lines(action_pk: int) -> Iterator[JournalLine]:
    revisions = OwnershipRevision.objects.filter(action=action_pk).select_related(
        "owner", "deputy", "change__actor"
    )
    before = ""
    for each in revisions.order_by("version"):
        names = [str(each.owner or "personne")] + ([f"suppléance {each.deputy}"] if each.deputy else [])
        after = ", ".join(names)
        yield _act("Responsable", each.change, before=before, after=after)
        before = after


def _proof_lines(items: Mapping[int, Item]) -> Iterator[JournalLine]:
    proofs = Proof.objects.filter(planned__in=items).select_related("change__actor", "withdrawn__actor")
    for each in proofs:
        place = items[each.planned_id].planned.place_name
        yield _act(f"Preuve jointe à {place}", each.change, after=each.name)
        if each.withdrawn is not None:
            yield _act(f"Preuve retirée de {place}", each.withdrawn, before=each.name)


def _link_lines(action_pk: int) -> Iterator[JournalLine]:
    links = ActionLink.objects.filter(action=action_pk).select_related(
        "indicator", "change__actor", "removed__actor"
    )
    for each in links:
        yield _act("Lien avec un indicateur", each.change, after=each.indicator.code)
        if each.removed is not None:
            yield _act("Lien retiré", each.removed, before=each.indicator.code)


def _act(title: str, change: Change, *, before: str = "", after: str = "") -> JournalLine:
    return JournalLine(title, change, before=before, after=after, reason=change.reason)
