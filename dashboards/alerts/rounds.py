"""Alert the members of each contract of what turned, and mail those who steer once a month, as each chose.

Run twice, it adds nothing: alerts and mails have unique keys.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import Membership, User
from accounts.outbox import Letter, post
from accounts.rights import Role
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.actions.late import late_actions
from dashboards.alerts.letters import MonthlyNews, Turned, subject, text
from dashboards.alerts.turns import turns
from dashboards.models.alert import Alert, alerted_at
from dashboards.shared.marks import mark_of
from dashboards.shared.period import Period, period_of
from dashboards.shared.reads import IndicatorState, indicator_states
from dashboards.shared.sentences import finding
from dashboards.shared.totals import headline
from indicators.dues import to_enter
from indicators.models import Indicator
from indicators.selectors import closed_months, known

KIND = "monthly_digest"
STEERING = {Role.DIRECTION}


def watch_everything() -> int:
    """Alerts and monthly mails of every contract that runs; returns how many of both are new."""
    today, now = localdate(), timezone.now()
    running = Contract.objects.filter(first_year__lte=today.year, last_year__gte=today.year - 1)
    return sum(_watch(contract, today, now) for contract in running.select_related("body"))


def _watch(contract: Contract, today: date, now: datetime) -> int:
    period = period_of(contract, QueryDict())
    month = period.month
    states = indicator_states(contract, month, period.compared)
    turned = turns(states, same_year=period.compared.year == month.year)
    prefetch_related_objects([indicator for indicator, _ in turned], "assignments")
    members = _members(contract)
    alerted = alerted_at(contract.pk, month)
    new_alerts = _alert(members, [each for each in turned if each[1] in alerted], month, now)
    readers = [user for user, roles in members if _wants_mail(user, roles)]
    if not readers:
        return new_alerts
    news = _news(contract, states, turned, period, today)
    letter = {"kind": KIND, "subject": subject(news), "body": text(news)}
    return new_alerts + sum(
        post(user=user, letter=Letter(key=f"{KIND}:{contract.pk}:{month}:{user.pk}", **letter), moment=now)
        for user in readers
    )


def _members(contract: Contract) -> list[tuple[User, frozenset[Role]]]:
    roles: dict[User, set[Role]] = {}
    memberships = Membership.objects.filter(body=contract.body_id, user__is_active=True)
    for each in memberships.select_related("user").order_by("user__username"):
        roles.setdefault(each.user, set()).add(Role(each.role))
    return [(user, frozenset(held)) for user, held in roles.items()]


def _wants_mail(user: User, roles: frozenset[Role]) -> bool:
    """As the person chose; by default, those who steer."""
    wanted = user.wants_monthly_digest
    return bool(user.email) and (bool(roles & STEERING) if wanted is None else wanted)


def _alert(
    members: Iterable[tuple[User, frozenset[Role]]], turned: Turned, month: Month, now: datetime
) -> int:
    """Add a row for each person and turn that they want to be alerted of; managers, of their own indicators only."""
    wanted = [
        Alert(user=user, indicator=indicator, turn=turn.value, month=month.first_day, created_at=now)
        for user, roles in members
        for indicator, turn in turned
        if turn.value not in user.unwanted_alerts and _concerns(user, roles, indicator)
    ]
    before = Alert.objects.count()
    Alert.objects.bulk_create(wanted, ignore_conflicts=True)
    return Alert.objects.count() - before


def _concerns(user: User, roles: frozenset[Role], indicator: Indicator) -> bool:
    return roles != {Role.GESTIONNAIRE} or indicator.is_assigned_to(user)


def _news(
    contract: Contract, states: Sequence[IndicatorState], turned: Turned, period: Period, today: date
) -> MonthlyNews:
    total = headline(states, period)
    return MonthlyNews(
        contract=contract,
        month=period.month,
        finding=finding([mark_of(state.status) for state in states], total.due, period.month),
        total=total,
        turned=turned,
        late=_late(contract, [state.indicator for state in states], today),
        late_actions=late_actions(contract),
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
