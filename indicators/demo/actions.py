"""Plausible, reproducible, clearly fictitious follow-up of actions, recorded by the same functions as real ones."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.clock import localdate
from accounts.models import User
from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import Action, Contract, FollowUpRevision, Origin, Ownership
from commitments.recording import (
    ItemStep,
    Naming,
    Update,
    name_owners,
    return_,
    submit,
    update_many,
    validate,
)
from commitments.selectors import Item, items_of
from indicators.demo.effects import announce_effects
from indicators.models import Indicator
from indicators.recording import link

COMMENTS = (
    "Groupe de travail réuni deux fois ce trimestre.",
    "Marché notifié, déploiement par département.",
    "Outil livré par la branche avec un trimestre de décalage.",
    "Partenaires rencontrés, convention en relecture.",
    "",
)
RETURNED_REASON = "Joignez le compte rendu qui montre cet avancement."
WAIVER = "Constaté lors de la revue annuelle."
GIVEN_UP = "Remplacé par un dispositif national."
DECIDED_BY = "Comité de direction"
# Days from today: some promises are over.
PROMISED_IN = (-75, -20, 15, 25, 32, 40, 60, 75, 90, 110, 130, 150)
type Day = tuple[int, int]
# The days of a year on which states of actions are entered.
FEBRUARY, JUNE, DECEMBER = (2, 20), (6, 20), (12, 20)


def load_follow_up(
    contract: Contract,
    manager: User,
    controller: User,
    until: date | None = None,
    *,
    holders: Sequence[User] = (),
) -> int:
    """Assign the actions, then enter their states each June and December; returns how many échéances were entered.

    Up to the day `until`; without one up to today, with the current state of this year. A second call adds only what
    is new. `holders` own the actions of their fiches, as they do the indicators.
    """
    if not Ownership.objects.filter(action__engagement__fiche__contract=contract).exists():
        _name(contract, manager, controller, holders)
        _link(contract, controller)
        announce_effects(contract, controller, _moment(contract.first_year, FEBRUARY))
    last = until or localdate()
    entered = 0
    for year in range(contract.first_year, min(last.year, contract.last_year) + 1):
        if date(year, *JUNE) <= last and not _is_entered(contract, year, versions=1):
            entered += _load_half_year(contract, year)
        is_over = date(year, *DECEMBER) <= last
        # June writes two versions: the state and its validation.
        if (is_over or until is None) and not _is_entered(contract, year, versions=3):
            entered += _load_year(contract, _planned(contract, year), manager, controller)
    return entered


def _is_entered(contract: Contract, year: int, versions: int) -> bool:
    """Whether an échéance of that year has that many fictitious versions."""
    of_year = FollowUpRevision.objects.filter(
        planned__year=year, planned__action__engagement__fiche__contract=contract
    )
    return of_year.filter(change__origin=Origin.DEMO, version__gte=versions).exists()


def _planned(contract: Contract, year: int) -> list[Item]:
    return [item for item in items_of(contract, localdate()) if item.year == year]


def _load_half_year(contract: Contract, year: int) -> int:
    updates = [update for item in _planned(contract, year) if (update := _begun(contract, item)) is not None]
    if not updates:
        return 0
    moment = _moment(year, JUNE)
    update_many(contract=contract, updates=updates, actor=None, origin=Origin.DEMO, moment=moment)
    steps = [ItemStep(update.planned, 1) for update in updates]
    validate(contract=contract, steps=steps, actor=None, origin=Origin.DEMO, moment=moment)
    return len(updates)


def _name(contract: Contract, manager: User, controller: User, holders: Sequence[User]) -> None:
    actions = Action.objects.filter(engagement__fiche__contract=contract).select_related("engagement__fiche")
    ordered = enumerate(actions.order_by("engagement", "position"))
    name_owners(
        contract=contract,
        namings=[
            _shared_out(rank, action, holders, manager)
            if holders
            else _naming(rank, action, manager, controller)
            for rank, action in ordered
        ],
        actor=controller,
        origin=Origin.DEMO,
        moment=_moment(contract.first_year, FEBRUARY),
    )


def _link(contract: Contract, controller: User) -> None:
    """Link the first action of each engagement to an indicator of its fiche, if there is one."""
    indicators: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.filter(contract=contract).order_by("position"):
        indicators[indicator.fiche_id].append(indicator)
    firsts = Action.objects.filter(engagement__fiche__contract=contract, position=1)
    for rank, action in enumerate(firsts.select_related("engagement__fiche").order_by("engagement")):
        if of_fiche := indicators[action.engagement.fiche_id]:
            link(
                contract=contract,
                action=action,
                indicator=of_fiche[rank % len(of_fiche)],
                actor=controller,
                origin=Origin.DEMO,
                moment=_moment(contract.first_year, FEBRUARY),
            )


def _naming(rank: int, action: Action, manager: User, controller: User) -> Naming:
    """A third to the manager, with the controller as deputy; a few to nobody, as in real life."""
    if rank % 3 == 0:
        return Naming(action, manager, controller if rank % 6 == 0 else None)
    return Naming(action, None if rank % 11 == 5 else controller, manager if rank % 5 == 1 else None)


def _shared_out(rank: int, action: Action, holders: Sequence[User], manager: User) -> Naming:
    if rank % 11 == 5:
        return Naming(action, None, None)
    owner = holders[action.engagement.fiche.position % len(holders)]
    return Naming(action, owner, None if owner == manager else manager)


def _load_year(contract: Contract, items: list[Item], manager: User, controller: User) -> int:
    """Enter the states of December (or today) and validate them; those of this year are submitted, one is returned."""
    year, is_past = items[0].year, items[0].year < items[0].today.year
    entered = [(item, update) for item in items if (update := _update(contract, item)) is not None]
    if not entered:
        return 0
    moment = _moment(year)
    own = [update for item, update in entered if item.is_assigned_to(manager) and not update.waiver]
    others = [update for _, update in entered if update not in own]
    for actor, updates in ((manager, own), (None, others)):
        update_many(contract=contract, updates=updates, actor=actor, origin=Origin.DEMO, moment=moment)
    steps = [ItemStep(item.planned, item.version + 1) for item, _ in entered]
    if is_past:
        validate(contract=contract, steps=steps, actor=None, origin=Origin.DEMO, moment=moment)
        return len(entered)
    handed = steps[::4]
    submit(contract=contract, steps=handed, actor=None, origin=Origin.DEMO, moment=moment)
    back = replace(handed[-1], expected_version=handed[-1].expected_version + 1)
    return_(
        contract=contract,
        steps=[back],
        reason=RETURNED_REASON,
        actor=controller,
        origin=Origin.DEMO,
        moment=moment,
    )
    return len(entered)


def _begun(contract: Contract, item: Item) -> Update | None:
    """A plausible state at half-year; None for one in three."""
    rng = Random(f"{contract.body.code} {item.name} juin")  # noqa: S311 - fictitious, the same on each machine
    if rng.random() < 0.3:
        return None
    forecast = date(item.year, rng.randint(9, 12), 15)
    return Update(item.planned, Declared.EN_COURS, 10 * rng.randint(1, 5), forecast, rng.choice(COMMENTS))


def _update(contract: Contract, item: Item) -> Update | None:
    """A plausible state at the end of the year; None where nothing has been entered yet."""
    rng = Random(f"{contract.body.code} {item.name}")  # noqa: S311 - fictitious, the same on each machine
    draw, comment = rng.random(), rng.choice(COMMENTS)
    progress = 10 * rng.randint(2, 9)
    if item.year < item.today.year and draw < 0.88:
        proof = Link(f"https://ged.example/{contract.code}/{item.code.lower()}-{item.place}", "Bilan annuel")
        if draw < 0.05:
            return Update(item.planned, Declared.REALISE, 100, comment=comment, waiver=WAIVER)
        return Update(item.planned, Declared.REALISE, 100, comment=comment, proof=proof)
    if draw > 0.985:
        return Update(item.planned, Declared.ABANDONNE, reason=GIVEN_UP, decided_by=DECIDED_BY)
    if item.year == item.today.year and draw < 0.2:
        return None
    forecast = item.today + timedelta(days=rng.choice(PROMISED_IN))
    return Update(item.planned, Declared.EN_COURS, progress, forecast, comment)


def _moment(year: int, day: Day = DECEMBER) -> datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    return min(datetime.combine(date(year, *day), time(10, 30), tzinfo=zone), datetime.now(zone))
