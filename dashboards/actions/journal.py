"""The journal of an action, the latest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from commitments.models import Action, EffectRevision, PlannedYear, Proof
from commitments.selectors import Item, Record
from dashboards.journal import JournalLine, JournalPage, page_of
from dashboards.journal.actions import (
    effect_line,
    link_line,
    owner_line,
    proof_line,
    removed_link_line,
    state_line,
    withdrawn_proof_line,
)


def journal_of(
    action: Action, items: Iterable[Item], histories: Mapping[int, list[Record]], number: int
) -> JournalPage:
    """All that was ever done about an action, from the records of its échéances and four queries."""
    planned = {item.planned.pk: item.planned for item in items}
    lines = [
        *_state_lines(planned, histories),
        *_owner_lines(action),
        *_proof_lines(planned),
        *_link_lines(action),
        *_effect_lines(action),
    ]
    return page_of(lines, number)


def _state_lines(
    planned: Mapping[int, PlannedYear], histories: Mapping[int, list[Record]]
) -> Iterator[JournalLine]:
    for key, records in histories.items():
        for record, earlier in zip(records, [*records[1:], None], strict=True):
            yield state_line(planned[key], record, earlier)


def _owner_lines(action: Action) -> Iterator[JournalLine]:
    rows = action.ownership_revisions.select_related("owner", "deputy", "change__actor")
    revisions = list(rows.order_by("version"))
    for earlier, each in zip([None, *revisions], revisions, strict=False):
        yield owner_line(each, earlier)


def _proof_lines(planned: Mapping[int, PlannedYear]) -> Iterator[JournalLine]:
    proofs = Proof.objects.filter(planned__in=planned).select_related("change__actor", "withdrawn__actor")
    for each in proofs:
        each.planned = planned[each.planned_id]
        yield proof_line(each)
        if each.withdrawn is not None:
            yield withdrawn_proof_line(each, each.withdrawn)


def _link_lines(action: Action) -> Iterator[JournalLine]:
    rows = action.links.select_related("indicator__current_definition", "change__actor", "removed__actor")
    for each in rows:
        yield link_line(each)
        if each.removed is not None:
            yield removed_link_line(each, each.removed)


def _effect_lines(action: Action) -> Iterator[JournalLine]:
    rows = EffectRevision.objects.filter(link__action=action).select_related(
        "link__action", "link__indicator__current_definition", "change__actor"
    )
    return effect_lines(list(rows.order_by("link", "version")))


def effect_lines(revisions: Sequence[EffectRevision]) -> Iterator[JournalLine]:
    """From the versions of each link, in order, with their link."""
    for earlier, each in zip([None, *revisions], revisions, strict=False):
        is_next = earlier is not None and earlier.link_id == each.link_id
        yield effect_line(each, earlier if is_next else None)
