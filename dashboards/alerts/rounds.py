"""Alert the members of each contract of what turned, and write to those who steer or ask, as each chose.

Run twice, it adds nothing: alerts and mails have unique keys. Alerts and the mails about them are one transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils import timezone

from accounts.clock import localdate
from accounts.models import MailAttachment, Membership, User
from accounts.outbox import posted
from accounts.rights import Role
from accounts.turns import Turn
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.actions.late import late_actions
from dashboards.alerts.letters import News, Turned
from dashboards.alerts.mails import Members, Planned, monthly_key, plan, post_all
from dashboards.alerts.telling import announce_lost
from dashboards.alerts.turns import turns
from dashboards.documents.first_page import file_name, first_page
from dashboards.documents.pdf import pdf_bytes
from dashboards.models.alert import Alert, alerted_at
from dashboards.overview.forms import OverviewFilters
from dashboards.overview.page import Situation, overview
from dashboards.shared.period import Period, period_of
from dashboards.shared.reads import IndicatorState, indicator_states
from indicators.dues import to_enter
from indicators.models import Indicator
from indicators.selectors import closed_months, known

log = structlog.get_logger(__name__)


def watch_everything() -> int:
    """Alerts and mails of every contract that runs; returns how many of both are new."""
    today, now = localdate(), timezone.now()
    running = Contract.objects.filter(first_year__lte=today.year, last_year__gte=today.year - 1)
    return sum(_watched(contract, today, now) for contract in running.select_related("body"))


def _watched(contract: Contract, today: date, now: datetime) -> int:
    """What fails in one contract keeps nobody else from their alerts; the next round tries it again."""
    try:
        return _watch(contract, today, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is of this contract
        log.warning("watch_failed", contract=contract.pk, error=type(error).__name__)
        return 0


def _watch(contract: Contract, today: date, now: datetime) -> int:
    period = period_of(contract, QueryDict())
    month = period.month
    states = indicator_states(contract, month, period.compared)
    turned = turns(states, same_year=period.compared.year == month.year)
    prefetch_related_objects([indicator for indicator, _ in turned], "assignments")
    members = _members(contract)
    # Before the alerts: a worker that finds no new alert then finds the mail that another wrote with it.
    done = posted(monthly_key(contract, month, user) for user, _ in members)
    alerted = alerted_at(contract.pk, month)
    now_alerted = [each for each in turned if each[1] in alerted]
    announce_lost(contract, month, now_alerted)
    alerts = _fresh(members, now_alerted, month, now)
    planned = list(plan(contract, month, members, turned, fresh=_by_person(alerts), done=done))
    if not planned:
        return _raise(alerts)
    news = _news(contract, states, period, today)
    page = _page(news, states, period, today) if any(each.has_page for each in planned) else None
    if page is None:
        planned = [replace(each, has_page=False) for each in planned]
    return _write(alerts, planned, news, page, now)


@transaction.atomic
def _write(
    alerts: Sequence[Alert],
    planned: Sequence[Planned],
    news: News,
    page: MailAttachment | None,
    now: datetime,
) -> int:
    return _raise(alerts) + post_all(planned, news, page, now)


def _page(news: News, states: Sequence[IndicatorState], period: Period, today: date) -> MailAttachment | None:
    """Made outside of the transaction, once for all: the page is the same for everyone who may read it. None where it
    cannot be made: the alerts and the mails do not wait for it.
    """
    contract, everything = news.contract, OverviewFilters(QueryDict())
    try:
        document = first_page(overview(contract, period, everything, states), news.late_actions, today)
        content = pdf_bytes(document)
    except Exception as error:  # noqa: BLE001 - whatever it is, the page is an enclosure
        log.warning("page_not_made", contract=contract.pk, error=type(error).__name__)
        return None
    return MailAttachment(name=file_name(contract, period.month), content=content)


def _members(contract: Contract) -> Members:
    roles: dict[User, set[Role]] = {}
    memberships = Membership.objects.filter(body=contract.body_id, user__is_active=True)
    for each in memberships.select_related("user").order_by("user__username"):
        roles.setdefault(each.user, set()).add(Role(each.role))
    return [(user, frozenset(held)) for user, held in roles.items()]


def _fresh(members: Members, turned: Turned, month: Month, now: datetime) -> list[Alert]:
    """The alerts that are not there yet, of each person and turn that they want to be alerted of; those of managers are
    of their own indicators only.
    """
    there = set(
        Alert.objects.filter(
            indicator__in=[indicator.pk for indicator, _ in turned], month=month.first_day
        ).values_list("user_id", "indicator_id", "turn")
    )
    return [
        Alert(user=user, indicator=indicator, turn=turn.value, month=month.first_day, created_at=now)
        for user, roles in members
        for indicator, turn in turned
        if turn.value not in user.unwanted_alerts
        and _concerns(user, roles, indicator)
        and (user.pk, indicator.pk, turn.value) not in there
    ]


def _raise(alerts: Sequence[Alert]) -> int:
    """Another worker may raise the same ones at the same time."""
    if not alerts:
        return 0
    before = Alert.objects.count()
    Alert.objects.bulk_create(alerts, ignore_conflicts=True)
    return Alert.objects.count() - before


def _by_person(alerts: Iterable[Alert]) -> Mapping[int, Turned]:
    found: dict[int, list[tuple[Indicator, Turn]]] = defaultdict(list)
    for each in alerts:
        found[each.user_id].append((each.indicator, Turn(each.turn)))
    return found


def _concerns(user: User, roles: frozenset[Role], indicator: Indicator) -> bool:
    return roles != {Role.GESTIONNAIRE} or indicator.is_assigned_to(user)


def _news(contract: Contract, states: Sequence[IndicatorState], period: Period, today: date) -> News:
    return News(
        contract=contract,
        month=period.month,
        situation=Situation(contract, period, states),
        late_actions=late_actions(contract),
        late=_late(contract, [state.indicator for state in states], today),
    )


def _late(
    contract: Contract, indicators: Sequence[Indicator], today: date
) -> list[tuple[Indicator, list[Month]]]:
    """The indicators with months that are late, each with these, in the order of the months."""
    series = {key: each.series for key, each in known(indicators).items()}
    months: dict[Indicator, list[Month]] = {}
    for due in to_enter(indicators, series, closed_months(contract, today), today):
        if due.is_late_on(today):
            months.setdefault(due.indicator, []).append(due.month)
    return list(months.items())
