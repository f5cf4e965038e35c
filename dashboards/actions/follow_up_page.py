"""One échéance, to be written by whoever answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from accounts.rights import Verb, may
from commitments.calendar import ActionStatus
from commitments.ledger.state import State
from commitments.models import Interpretation, Proof
from commitments.selectors import Item, Record, proofs_of
from commitments.wording import said
from cpg.shared import french
from dashboards.actions.marks import MARKS, detail_of
from dashboards.addresses import action_url, item_url
from dashboards.shared.marks import Mark


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """`standing` says the state, but not that it `is_late`. `conflict` says what somebody else wrote since the person
    opened the form; "" where nobody did.
    """

    item: Item
    title: str
    standing: str
    is_late: bool
    mark: Mark
    detail: str
    proofs: Sequence[Proof]
    notes: tuple[Interpretation, ...]
    back: str
    url: str
    attach_url: str
    submit_url: str
    returned_because: str
    is_to_submit: bool
    may_waive: bool
    conflict: str = ""
    refusal: str = ""


def follow_up_page(item: Item, user: User, *, conflict: bool = False, refusal: str = "") -> FollowUpPage:
    record = item.record
    deliverable = item.planned.deliverable
    notes = Interpretation.objects.filter(contract=item.contract)
    return FollowUpPage(
        item=item,
        title=deliverable.title if deliverable else item.action.wording,
        standing=standing_sentence(item),
        is_late=item.status is ActionStatus.EN_RETARD,
        mark=MARKS[item.status],
        detail=detail_of(item),
        proofs=proofs_of([item.planned.pk]),
        notes=tuple(each for each in notes if item.code in each.subjects),
        back=action_url(item.action, item.contract),
        url=item_url(item),
        attach_url=item_url(item, "attach_proof"),
        submit_url=item_url(item, "submit_follow_up"),
        returned_because=record.returned_because if record and record.state is State.RETOURNE else "",
        is_to_submit=record is not None and record.state.is_draft and may(user, Verb.SUBMIT, item),
        may_waive=may(user, Verb.VALIDATE, item),
        conflict=stale_sentence(record) if conflict and record else "",
        refusal=refusal,
    )


def standing_sentence(item: Item) -> str:
    record = item.record
    if record is None:
        return f"Rien n’est dit encore\u00a0: attendu d’ici le 31 décembre {item.year}."
    signed = f"{french.sentence(record.state.label)} par {_who(record)}, {_when(record)}"
    return f"{french.sentence(said(record))}. {signed}."


def stale_sentence(record: Record) -> str:
    """Who wrote since the page was opened, when, and what stands now."""
    stands = said(record)
    comment = f" Commentaire\u00a0: «\u00a0{record.comment}\u00a0»." if record.comment else ""
    return f"{french.sentence(_who(record))} a écrit entre-temps, {_when(record)}\u00a0: {stands}.{comment}"


def _who(record: Record) -> str:
    return record.actor or "un chargement"


def _when(record: Record) -> str:
    return f"le {french.moment(timezone.localtime(record.recorded_at))}"
