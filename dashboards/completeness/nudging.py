"""Reminding people by hand of what they have still to enter: the gate by which the board posts mails."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import OutboxMail, User
from accounts.outbox import Letter, post
from commitments.models import Contract
from dashboards.reminders.figures import Person, missing_by_person, office_of
from dashboards.reminders.figures import nudge as nudge_text

KIND = "relance"


@dataclass(frozen=True, slots=True)
class Nudged:
    """Whom it was posted to, and who had been nudged that day already, by name."""

    told: tuple[str, ...]
    already: tuple[str, ...]


@transaction.atomic
def nudge_people(*, contract: Contract, usernames: Collection[str], actor: User) -> Nudged:
    """One mail a person with all that they have still to enter in the contract; once a day at most."""
    now = timezone.localtime()
    told: list[str] = []
    already: list[str] = []
    for user, missing in missing_by_person(office_of(contract, now.date())).items():
        if user.username not in usernames:
            continue
        written = nudge_text(Person(user.pk, str(user)), missing, str(actor), now.date())
        letter = Letter(KIND, f"{_prefix(contract, now.date())}{user.pk}", written.subject, written.body)
        is_new = post(user=user, letter=letter, moment=now)
        (told if is_new else already).append(str(user))
    return Nudged(tuple(told), tuple(already))


def nudged_on(contract: Contract, day: date) -> dict[int, datetime]:
    """Who was nudged about the contract that day, by primary key, and when (Paris time)."""
    mails = OutboxMail.objects.filter(key__startswith=_prefix(contract, day))
    return {key: timezone.localtime(at) for key, at in mails.values_list("user_id", "created_at")}


def _prefix(contract: Contract, day: date) -> str:
    """Another contract may be another body's, whose people's days are not told here."""
    return f"{KIND}/{contract.pk}/{day}/"
