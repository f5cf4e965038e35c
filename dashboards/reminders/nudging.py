"""Mails that a controller sends by hand to people who owe something."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.outbox import post
from commitments.ledger.reminders import is_too_soon
from commitments.models import Contract
from dashboards.reminders.frame import letter
from dashboards.reminders.owed import owed_in
from dashboards.reminders.planning import Desk, desks, last_mails


@dataclass(frozen=True, slots=True)
class NudgeResult:
    """To whom a mail was posted, and who already had one that day, by name."""

    posted: tuple[str, ...]
    already: tuple[str, ...]


@transaction.atomic
def nudge_people(*, contract: Contract, usernames: Collection[str], actor: User) -> NudgeResult:
    """Post one mail a person with all that they have to do, to those who owe something in the contract.

    Once a day at most, and not on a day on which the calendar wrote to them: both mails have the same key.
    """
    now = timezone.localtime()
    today = now.date()
    chosen = _chosen(contract, usernames, actor)
    last = last_mails(chosen)
    posted: list[str] = []
    already: list[str] = []
    for desk in _desks(chosen):
        mail = letter(
            desk.user,
            today,
            desk.sections(today),
            opening=f"{actor} vous rappelle ce qui reste à faire.",
            title=f"Rappel de {actor}",
        )
        is_held = is_too_soon(last.get(desk.user.pk), now)
        is_new = not is_held and post(user=desk.user, letter=mail, moment=now)
        (posted if is_new else already).append(str(desk.user))
    return NudgeResult(tuple(sorted(posted)), tuple(sorted(already)))


def _chosen(contract: Contract, usernames: Collection[str], actor: User) -> set[User]:
    """Whom a mail reaches of those who owe something here; nobody reminds oneself."""
    turns = owed_in(contract, timezone.localdate()).turns
    return {
        user
        for turn in turns
        if turn.is_reached
        for user in turn.people
        if user.username in usernames and user != actor
    }


def _desks(chosen: Collection[User]) -> list[Desk]:
    """Their desks, from the contracts of all their bodies."""
    contracts = Contract.objects.filter(body__memberships__user__in=chosen).distinct()
    found = desks(timezone.localdate(), contracts.select_related("body").order_by("pk")) if chosen else []
    return [desk for desk in found if desk.user in chosen]
