"""The quarterly review: all that one person has to say of their actions, on one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.state import State
from commitments.models import Contract
from commitments.quarterly_review import Review, is_reviewed, review_on
from commitments.selectors import Item, items_of
from cpg.shared import french
from dashboards.actions.follow_up_page import stale_sentence
from dashboards.actions.marks import MARKS, detail_of
from dashboards.addresses import action_url, item_url
from dashboards.shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing of what was sent is written: by the key of a row, or of none of those that are shown (`said`)."""

    refusals: Mapping[str, str] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One échéance with its form and its proof's. `refusal` and `conflict` are why what was typed is not written."""

    item: Item
    form: Any
    proofs: Any
    key: str
    title: str
    mark: Mark
    detail: str
    action_url: str
    url: str
    state: str
    returned_because: str
    is_reviewed: bool
    refusal: str
    conflict: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    finding: str
    review: Review
    until: str
    rows: tuple[ReviewRow, ...]
    refused: int
    said: tuple[str, ...]
    together: str


def key_of(item: Item) -> str:
    """What prefixes the fields of a row: natural, so that two pages of one échéance speak of the same."""
    return f"{item.fiche}-{item.action.code}-{item.place}"


def reviewed_items(contract: Contract, user: User, sent: QueryDict | None = None) -> list[Item]:
    """The échéances that this person answers for and that are open, what is late first. Four queries.

    With those of theirs that were sent and are over since: somebody else closed them, and the person has to be told.
    """
    items = items_of(contract, localdate())
    mine = [
        item
        for item in items
        if _is_theirs(item, user) and (item.is_open or (sent is not None and _is_sent(sent, item)))
    ]
    return sorted(mine, key=lambda item: -item.days_late)


def taken_away(contract: Contract, user: User, sent: QueryDict) -> tuple[str, ...]:
    """What was sent of échéances that are no longer the person's, so that they may copy it. Four queries."""
    items = items_of(contract, localdate())
    return tuple(
        _taken_away(item, sent) for item in items if _is_sent(sent, item) and not _is_theirs(item, user)
    )


def _taken_away(item: Item, sent: QueryDict) -> str:
    comment = sent.get(f"{key_of(item)}-commentaire", "").strip()
    typed = f" («\u00a0{comment}\u00a0»)" if comment else ""
    return f"{item.name} ne vous est plus attribué\u00a0: ce que vous en aviez tapé n’est pas écrit{typed}."


def _is_theirs(item: Item, user: User) -> bool:
    return item.is_assigned_to(user) and may(user, Verb.RECORD, item)


def _is_sent(sent: QueryDict, item: Item) -> bool:
    return f"{key_of(item)}-version" in sent


def review_page(
    contract: Contract, items: Sequence[Item], forms: Mapping[str, Any], refused: Refused | None = None
) -> ReviewPage:
    """The rows with their forms, what was typed in them, and what was refused."""
    review = review_on(items[0].today if items else localdate(), contract.entry_delay_days)
    refused = refused or Refused()
    rows = tuple(_row(item, review, forms, refused) for item in items)
    waiting = sum(not row.is_reviewed for row in rows)
    return ReviewPage(
        finding=_finding(len(items), waiting),
        review=review,
        until=french.day(review.until),
        rows=rows,
        refused=sum(bool(row.refusal or row.conflict or forms[row.key].has_errors) for row in rows),
        said=refused.said,
        together=f"{settings.EVIDENCE_MEGABYTES}{french.NO_BREAK}Mo",
    )


def _row(item: Item, review: Review, forms: Mapping[str, Any], refused: Refused) -> ReviewRow:
    key, record = key_of(item), item.record
    deliverable = item.planned.deliverable
    return ReviewRow(
        item=item,
        form=forms[key].said,
        proofs=forms[key].proofs,
        key=key,
        title=deliverable.title if deliverable else item.action.wording,
        mark=MARKS[item.status],
        detail=detail_of(item),
        action_url=action_url(item.action, item.contract),
        url=item_url(item),
        state=record.state.label if record else "rien n’est dit encore",
        returned_because=record.returned_because if record and record.state is State.RETOURNE else "",
        is_reviewed=is_reviewed(item, review),
        refusal=refused.refusals.get(key, ""),
        conflict=stale_sentence(record) if key in refused.conflicts and record else "",
    )


def _finding(count: int, waiting: int) -> str:
    if not count:
        return "Aucune de vos actions n’attend de nouvelles"
    if not waiting:
        return "Votre revue du trimestre est soumise"
    verb = french.plural(waiting, "échéance attend", "échéances attendent")
    return french.sentence(f"{french.count_word(waiting, feminine=True)} {verb} votre revue")


def asked(sent: QueryDict, items: Sequence[Item]) -> list[Item]:
    """The rows that were sent, among those that are the person's."""
    return [item for item in items if _is_sent(sent, item)]
