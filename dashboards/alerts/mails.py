"""Which mails a round writes about a contract: the monthly one, and that of new alerts for who asks for the page.

Each has a key of its own: a round that is run twice, or by two workers, posts it once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from accounts.models import MailAttachment, User
from accounts.outbox import Letter, post
from accounts.rights import Role
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.alerts.letters import News, Turned, alert_text, monthly_text, subject
from dashboards.models import PageByMail

MONTHLY, WITH_ALERTS = "monthly_digest", "alert_page"
STEERING = {Role.DIRECTION}

type Members = Sequence[tuple[User, frozenset[Role]]]


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail. `turned` is what it is about: all turns of the month, or the new ones of the person."""

    user: User
    kind: str
    key: str
    turned: Turned
    has_page: bool

    def letter(self, news: News, page: MailAttachment | None) -> Letter:
        text = monthly_text if self.kind == MONTHLY else alert_text
        return Letter(
            kind=self.kind,
            key=self.key,
            subject=subject(news, self.turned),
            body=text(news, self.turned, has_page=self.has_page),
            about=news.contract.body,
            attachment=page if self.has_page else None,
        )


def monthly_key(contract: Contract, month: Month, user: User) -> str:
    return f"{MONTHLY}:{contract.pk}:{month}:{user.pk}"


def _alert_key(contract: Contract, month: Month, user: User, turned: Turned) -> str:
    """An alert is raised once, so the same ones never make two mails."""
    names = ",".join(sorted(f"{indicator.pk}:{turn.value}" for indicator, turn in turned))
    return f"{WITH_ALERTS}:{contract.pk}:{month}:{user.pk}:{sha256(names.encode()).hexdigest()[:24]}"


def asked_pages(contract: Contract) -> Mapping[int, PageByMail]:
    """Who wants the page of the contract, by their primary key."""
    return {each.user_id: each for each in PageByMail.objects.filter(contract=contract)}


def plan(
    contract: Contract,
    month: Month,
    members: Members,
    turned: Turned,
    *,
    fresh: Mapping[int, Turned],
    done: Collection[str],
) -> Iterator[Planned]:
    """`fresh` are the new alerts by person; `done` the keys of the mails that there are already."""
    asked = asked_pages(contract)
    for user, roles in members:
        if not user.email:
            continue
        wants, own = asked.get(user.pk), fresh.get(user.pk, ())
        with_alerts = bool(own) and wants is not None and wants.with_alerts
        each_month = wants is not None and wants.each_month
        key = monthly_key(contract, month, user)
        if (_wants_digest(user, roles) or each_month) and key not in done:
            yield Planned(user, MONTHLY, key, turned, each_month or with_alerts)
        elif with_alerts:
            key = _alert_key(contract, month, user, own)
            yield Planned(user, WITH_ALERTS, key, own, has_page=True)


def _wants_digest(user: User, roles: frozenset[Role]) -> bool:
    """As the person chose; by default, those who steer."""
    wanted = user.wants_monthly_digest
    return bool(roles & STEERING) if wanted is None else wanted


def post_all(planned: Sequence[Planned], news: News, page: MailAttachment | None, now: datetime) -> int:
    """In the caller's transaction; returns how many are new."""
    if page is not None:
        page.save()
    return sum(post(user=each.user, letter=each.letter(news, page), moment=now) for each in planned)
