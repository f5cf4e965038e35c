"""Mails that a controller sends by hand to people who still have months to enter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import OutboxMail, User
from accounts.outbox import Letter, post
from commitments.models import Contract
from dashboards.reminders.figures import missing_by_person, missing_section, office_of
from dashboards.reminders.frame import mail_body

KIND = "relance"


@dataclass(frozen=True, slots=True)
class NudgeResult:
    """To whom a mail was posted, and who already had one that day, by name."""

    posted: tuple[str, ...]
    already: tuple[str, ...]


@transaction.atomic
def nudge_people(*, contract: Contract, usernames: Collection[str], actor: User) -> NudgeResult:
    """Post one mail a person with all that they still have to enter in the contract; once a day at most."""
    now = timezone.localtime()
    posted: list[str] = []
    already: list[str] = []
    for user, missing in missing_by_person(office_of(contract, now.date())).items():
        if user.username not in usernames:
            continue
        section = missing_section(user, missing, now.date())
        letter = Letter(
            kind=KIND,
            key=f"{_prefix(contract, now.date())}{user.pk}",
            subject=f"Rappel de {actor}\u00a0: {section.summary}",
            body=mail_body(user, f"{actor} vous rappelle ce qui manque encore.", section.text),
        )
        is_new = post(user=user, letter=letter, moment=now)
        (posted if is_new else already).append(str(user))
    return NudgeResult(tuple(posted), tuple(already))


def nudged_on(contract: Contract, day: date) -> dict[int, datetime]:
    """Who was nudged about the contract that day, by primary key, and when. One query."""
    mails = OutboxMail.objects.filter(key__startswith=_prefix(contract, day))
    return dict(mails.values_list("user_id", "created_at"))


def _prefix(contract: Contract, day: date) -> str:
    """By contract: two contracts may belong to two bodies, and one must not learn whom the other wrote to."""
    return f"{KIND}/{contract.pk}/{day}/"
