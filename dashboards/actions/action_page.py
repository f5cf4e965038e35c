"""One action on one page: its words, where each of its years stands, its indicators, its proofs, its journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from django.db.models import Q
from django.utils.timezone import localdate

from accounts.models import Membership, User
from accounts.rights import WRITERS, Verb, may
from commitments.calendar import Declared
from commitments.models import Action, ActionLink, Contract, Interpretation, Proof
from commitments.selectors import NOBODY, Item, Owners, Record, history_of, items_of, owners_of, proofs_of
from cpg.shared import french
from dashboards.actions.journal import journal_of
from dashboards.actions.marks import MARKS, detail_of
from dashboards.addresses import indicator_url, item_url
from dashboards.journal.page import JournalPage
from dashboards.shared.marks import Mark
from indicators.links import links_of
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One échéance of the action. `when` is the day on which its end was said, or is foreseen; `told` is what an end
    owes beside the comment: who gave it up and why, why nothing proves it. `url` is where it is written, "" for who
    may not.
    """

    year: int
    place: str
    mark: Mark
    detail: str
    when: str
    comment: str
    told: tuple[str, ...]
    step: str
    proofs: int
    lacks_proof: bool
    url: str


@dataclass(frozen=True, slots=True)
class DeliverableBlock:
    """A deliverable with its years, or the action itself where it has none (`number` 0)."""

    number: int
    title: str
    lines: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class LinkLine:
    pk: int
    code: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PersonChoice:
    username: str
    name: str
    is_owner: bool
    is_deputy: bool


@dataclass(frozen=True, slots=True)
class IndicatorChoice:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ActionPage:
    action: Action
    blocks: tuple[DeliverableBlock, ...]
    owners: Owners
    links: tuple[LinkLine, ...]
    proofs: Sequence[Proof]
    journal: JournalPage
    interpretations: tuple[Interpretation, ...]
    people: tuple[PersonChoice, ...]
    indicators: tuple[IndicatorChoice, ...]
    may_manage: bool
    is_open_to_user: bool


def action_page(contract: Contract, action: Action, user: User, journal_number: int = 1) -> ActionPage:
    """Twelve queries for who reads; two more for who names people and links indicators."""
    items = items_of(contract, localdate(), where=Q(action=action))
    owners = items[0].owners if items else owners_of([action.pk]).get(action.pk, NOBODY)
    links = links_of(action=action)
    may_manage = may(user, Verb.VALIDATE, contract)
    histories = history_of([item.planned.pk for item in items])
    code = f"F{action.engagement.fiche.position}-{action.code}"
    return ActionPage(
        action=action,
        blocks=_blocks(items, histories, user),
        owners=owners,
        links=tuple(_link(each) for each in links),
        proofs=proofs_of([item.planned.pk for item in items]),
        journal=journal_of(action.pk, items, histories, journal_number),
        interpretations=tuple(
            each for each in Interpretation.objects.filter(contract=contract) if code in each.subjects
        ),
        people=_people(contract, owners) if may_manage else (),
        indicators=_indicators(contract, links) if may_manage else (),
        may_manage=may_manage,
        is_open_to_user=any(may(user, Verb.RECORD, item) for item in items),
    )


def _blocks(
    items: Sequence[Item], histories: Mapping[int, Sequence[Record]], user: User
) -> tuple[DeliverableBlock, ...]:
    blocks = []
    for _, group in groupby(items, key=lambda item: item.planned.deliverable_id):
        found = list(group)
        deliverable = found[0].planned.deliverable
        blocks.append(
            DeliverableBlock(
                deliverable.number if deliverable else 0,
                deliverable.title if deliverable else "",
                tuple(_line(item, histories.get(item.planned.pk, ()), user) for item in found),
            )
        )
    return tuple(blocks)


def _line(item: Item, history: Sequence[Record], user: User) -> ItemLine:
    record = item.record
    return ItemLine(
        year=item.year,
        place=item.place,
        mark=MARKS[item.status],
        detail=detail_of(item),
        when=_when(item, history),
        comment=record.comment if record else "",
        told=_told(record) if record and item.status.is_over else (),
        step=record.state.label if record else "",
        proofs=len(item.proofs),
        lacks_proof=item.lacks_proof and not item.status.is_over and item.year <= item.today.year,
        url=item_url(item) if may(user, Verb.RECORD, item) else "",
    )


def _when(item: Item, history: Sequence[Record]) -> str:
    """A day that was foreseen says nothing any more of what is over. What came after its end was said confirmed it."""
    if not item.status.is_over:
        forecast = item.record.forecast if item.record else None
        return f"prévu le {french.day(forecast)}" if forecast else ""
    *_, first = takewhile(lambda each: each.declared is item.declared, history)
    return f"dit le {french.day(localdate(first.recorded_at))}"


def _told(record: Record) -> tuple[str, ...]:
    said = []
    if record.declared is Declared.ABANDONNE:
        said.append(f"Décidé par {record.decided_by}\u00a0: «\u00a0{french.bound(record.reason)}\u00a0»")
    if record.waiver:
        said.append(f"Dispensé de preuve\u00a0: «\u00a0{french.bound(record.waiver)}\u00a0»")
    return tuple(said)


def _link(each: ActionLink) -> LinkLine:
    return LinkLine(each.pk, each.indicator.code, each.indicator.label, indicator_url(each.indicator))


def _people(contract: Contract, owners: Owners) -> tuple[PersonChoice, ...]:
    """Those of the body who may write of an action, and those named whatever they may do now."""
    members = Membership.objects.filter(
        body=contract.body_id, role__in=[role.value for role in WRITERS], user__is_active=True
    ).select_related("user")
    users = {each.user_id: each.user for each in members} | {each.pk: each for each in owners.people}
    return tuple(
        PersonChoice(each.username, str(each), each == owners.owner, each == owners.deputy)
        for each in sorted(users.values(), key=str)
    )


def _indicators(contract: Contract, links: Sequence[ActionLink]) -> tuple[IndicatorChoice, ...]:
    linked = {each.indicator_id for each in links}
    found = Indicator.objects.filter(contract=contract).exclude(pk__in=linked).order_by("position")
    return tuple(IndicatorChoice(code, label) for code, label in found.values_list("code", "label"))
