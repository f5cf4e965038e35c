"""Reads of the states of actions, now or as known at an earlier sequence, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from accounts.clock import localdate
from accounts.models import User
from commitments.calendar import ActionStatus, Declared, days_late, is_promise_passed, status_of
from commitments.ledger.state import State
from commitments.models import (
    Action,
    Contract,
    FollowUpRevision,
    Interpretation,
    Ownership,
    OwnershipRevision,
    PlannedYear,
    Proof,
)
from cpg.shared.days import NO_DAYS, Days


@dataclass(frozen=True, slots=True)
class Record:
    """One revision of the state of an échéance, with its author and time."""

    version: int
    declared: Declared
    progress: int
    forecast: date | None
    comment: str
    reason: str
    decided_by: str
    waiver: str
    state: State
    returned_because: str
    act_reason: str
    actor: str
    actor_pk: int | None
    sequence: int
    recorded_at: datetime
    origin: str
    answer: str

    @property
    def content(self) -> tuple[object, ...]:
        """What its author wrote, without its step."""
        return (
            self.declared,
            self.progress,
            self.forecast,
            self.comment,
            self.reason,
            self.decided_by,
            self.waiver,
        )

    @property
    def return_reason(self) -> str:
        return self.returned_because

    @classmethod
    def of(cls, revision: FollowUpRevision) -> "Record":
        """The revision comes with its act and who did it."""
        change = revision.change
        return cls(
            version=revision.version,
            declared=Declared(revision.declared),
            progress=revision.progress,
            forecast=revision.forecast,
            comment=revision.comment,
            reason=revision.reason,
            decided_by=revision.decided_by,
            waiver=revision.waiver,
            state=State(revision.state),
            returned_because=revision.returned_because,
            act_reason=change.reason,
            actor=str(change.actor or ""),
            actor_pk=change.actor_id,
            sequence=change.sequence,
            recorded_at=change.recorded_at,
            origin=change.origin,
            answer=revision.answer,
        )


@dataclass(frozen=True, slots=True)
class Owners:
    """Owner and deputy of an action on the day that pages are of; `version` is 0 before the first assignment.

    `named` are the two of the revision, whether their days have come, are over or not.
    """

    version: int = 0
    owner: User | None = None
    deputy: User | None = None
    named: tuple[User | None, User | None] = (None, None)
    days: Days = NO_DAYS

    @classmethod
    def of(cls, revision: OwnershipRevision) -> "Owners":
        named = (revision.owner, revision.deputy)
        days = Days(revision.starts_on, revision.ends_on)
        owner, deputy = named if days.include(localdate()) else (None, None)
        return cls(revision.version, owner, deputy, named, days)

    @property
    def people(self) -> tuple[User, ...]:
        return tuple(each for each in (self.owner, self.deputy) if each is not None)

    @property
    def answering(self) -> User | None:
        """The one person that counts of people name: the owner, else the deputy."""
        return self.owner or self.deputy


NOBODY = Owners()


@dataclass(frozen=True, slots=True)
class OwnedAction:
    """An action for those who may write about it: its owners, and whoever may write about all of the body."""

    body_pk: int
    owners: Owners

    @classmethod
    def of(cls, action: Action, contract: Contract) -> "OwnedAction":
        """One query."""
        return cls(contract.body_id, owners_of([action.pk]).get(action.pk, NOBODY))

    def is_assigned_to(self, user: User) -> bool:
        return user in self.owners.people


@dataclass(frozen=True, slots=True)
class Item:
    """One échéance: an action, or its deliverable, in a planned year, with its status on a day."""

    contract: Contract
    planned: PlannedYear
    record: Record | None
    owners: Owners
    proofs: tuple[str, ...]
    today: date

    @property
    def year(self) -> int:
        return self.planned.year

    @property
    def action(self) -> Action:
        return self.planned.action

    @property
    def fiche(self) -> int:
        return self.action.engagement.fiche.position

    @property
    def code(self) -> str:
        return self.action.full_code

    @property
    def place(self) -> str:
        return self.planned.place

    @property
    def name(self) -> str:
        return self.planned.name

    @property
    def declared(self) -> Declared:
        return self.record.declared if self.record else Declared.RIEN

    @property
    def status(self) -> ActionStatus:
        return status_of(self.year, self.declared, self.today)

    @property
    def days_late(self) -> int:
        return days_late(self.year, self.today) if self.status is ActionStatus.EN_RETARD else 0

    @property
    def due_on(self) -> date:
        return date(self.year, 12, 31)

    @property
    def forecast(self) -> date | None:
        """The day for which its owner promises what is not over."""
        return self.record.forecast if self.record and not self.status.is_over else None

    @property
    def is_promise_passed(self) -> bool:
        return is_promise_passed(self.status, self.forecast, self.today)

    @property
    def progress(self) -> int:
        return self.record.progress if self.record else 0

    @property
    def version(self) -> int:
        return self.record.version if self.record else 0

    @property
    def lacks_proof(self) -> bool:
        """Whether it has no proof and no waiver."""
        return not self.proofs and not (self.record and self.record.waiver)

    @property
    def is_open(self) -> bool:
        """Whether its owner should update it this year: its year has begun, and it is not over."""
        return self.year <= self.today.year and not self.status.is_over

    @property
    def body_pk(self) -> int:
        return self.contract.body_id

    def is_assigned_to(self, user: User) -> bool:
        return any(each.pk == user.pk for each in self.owners.people)


IS_OVER = Q(follow_up__current__declared__in=[Declared.REALISE.value, Declared.ABANDONNE.value])


def is_missed(today: date) -> Q:
    """What is late or was promised for a day that is over."""
    # Not `promise | (year & ~IS_OVER)`: in that order Django forgets that NOT (NULL IN ...) is not true.
    return (Q(year__lt=today.year) | Q(follow_up__current__forecast__lt=today)) & ~IS_OVER


def has_promise_passed(today: date) -> Q:
    """`Item.is_promise_passed`, as a condition on planned years."""
    return Q(follow_up__current__forecast__lt=today) & ~IS_OVER


def items_of(
    contract: Contract,
    today: date,
    *,
    where: Q | None = None,
    known_at: int | None = None,
) -> list[Item]:
    """The échéances of the contract, in its order. Four queries, five for the past. `where` is a condition on planned
    years.
    """
    planned = list(
        PlannedYear.objects.filter(where or Q(), action__engagement__fiche__contract=contract)
        .select_related("deliverable")
        .order_by(
            "action__engagement__fiche__position",
            "action__engagement__position",
            "action__position",
            "deliverable__number",
            "year",
        )
    )
    actions = _actions_of(contract) if planned else {}
    for each in planned:
        each.action = actions[each.action_id]
    owners = None if known_at is not None else {key: _owners_now(action) for key, action in actions.items()}
    return _items(planned, today, known_at, owners)


def items_in(planned: Sequence[PlannedYear], today: date) -> list[Item]:
    """The states of these planned years, which come with their contract. Three queries."""
    return _items(planned, today, None, None)


def _actions_of(contract: Contract) -> dict[int, Action]:
    """By primary key, with their owners of now. Apart: joined to each of their planned years, they would be made as
    many times.
    """
    found = Action.objects.filter(engagement__fiche__contract=contract).select_related(
        "engagement__fiche__part", "ownership__current__owner", "ownership__current__deputy"
    )
    actions = {each.pk: each for each in found.order_by()}
    for each in actions.values():
        # So that an action knows its address without a query.
        each.engagement.fiche.contract = contract
    return actions


def _owners_now(action: Action) -> Owners:
    ownership: Ownership | None = getattr(action, "ownership", None)
    return Owners.of(ownership.current) if ownership else NOBODY


def _items(
    planned: Sequence[PlannedYear], today: date, known_at: int | None, owners: Mapping[int, Owners] | None
) -> list[Item]:
    """`owners` by primary key of action, where they were read already."""
    keys = [each.pk for each in planned]
    records = _records(keys, known_at)
    if owners is None:
        owners = owners_of({each.action_id for each in planned}, known_at)
    proofs = _proofs(keys, known_at)
    return [
        Item(
            contract=each.action.engagement.fiche.contract,
            planned=each,
            record=records.get(each.pk),
            owners=owners.get(each.action_id, NOBODY),
            proofs=tuple(proofs[each.pk]),
            today=today,
        )
        for each in planned
    ]


def _records(keys: Collection[int], known_at: int | None) -> dict[int, Record]:
    revisions = FollowUpRevision.objects.filter(planned__in=keys).select_related("change__actor")
    found = _standing(revisions, known_at).order_by("version")
    return {each.planned_id: Record.of(each) for each in found}


def owners_of(actions: Collection[int], known_at: int | None = None) -> dict[int, Owners]:
    """Owners by primary key of action; actions without one are left out. One query."""
    revisions = OwnershipRevision.objects.filter(action__in=actions).select_related("owner", "deputy")
    found = _standing(revisions, known_at).order_by("version")
    return {each.action_id: Owners.of(each) for each in found}


def _standing(revisions: Any, known_at: int | None) -> Any:
    """The current revisions; with `known_at`, all up to that sequence, of which the last of each subject counts."""
    if known_at is None:
        return revisions.filter(current_of__isnull=False)
    return revisions.filter(change__sequence__lte=known_at)


def _proofs(keys: Collection[int], known_at: int | None) -> dict[int, list[str]]:
    proofs = Proof.objects.filter(planned__in=keys)
    if known_at is None:
        proofs = proofs.filter(withdrawn=None)
    else:
        proofs = proofs.filter(
            Q(withdrawn=None) | Q(withdrawn__sequence__gt=known_at), change__sequence__lte=known_at
        )
    found: dict[int, list[str]] = defaultdict(list)
    for planned, name in proofs.order_by("pk").values_list("planned", "name"):
        found[planned].append(name)
    return found


def proofs_of(planned: Collection[int]) -> list[Proof]:
    """The proofs of these planned years, withdrawn ones too, the latest year first. One query."""
    found = Proof.objects.filter(planned__in=planned).select_related(
        "change__actor",
        "withdrawn__actor",
        "planned__deliverable",
        "planned__action__engagement__fiche__contract__body",
    )
    return list(found.order_by("-planned__year", "pk"))


def history_of(planned: Collection[int]) -> dict[int, list[Record]]:
    """Every revision of these échéances, the latest first. One query."""
    found: dict[int, list[Record]] = defaultdict(list)
    revisions = FollowUpRevision.objects.filter(planned__in=planned).select_related("change__actor")
    for each in revisions.order_by("-version"):
        found[each.planned_id].append(Record.of(each))
    return dict(found)


def submitted_count(contract: Contract) -> int:
    """How many échéances wait for validation."""
    waiting = FollowUpRevision.objects.filter(current_of__isnull=False, state=State.SOUMIS)
    return waiting.filter(planned__action__engagement__fiche__contract=contract).count()


def interpretations_about(contract: Contract, subject: str) -> list[Interpretation]:
    """The entries of the register about an indicator, an action (`F4-E2A3`) or a fiche. One query."""
    register = Interpretation.objects.filter(contract=contract)
    return [each for each in register if subject in each.subjects]


def other_contracts(contract: Contract) -> list[Contract]:
    """Of the same body, the earliest period first. Whoever sees one of them sees them all. One query."""
    others = Contract.objects.filter(body=contract.body_id).exclude(pk=contract.pk)
    return list(others.select_related("body").order_by("first_year", "code"))
