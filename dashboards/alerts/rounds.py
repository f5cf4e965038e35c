"""A round over the contracts: what turned is told to each member as they chose. Run twice, it tells nothing new."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import Membership, User
from accounts.outbox import Letter, post
from accounts.rights import Role
from accounts.turns import Turn
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.access import Period, period_of
from dashboards.actions.late import late_actions
from dashboards.alerts.letters import MonthlyNews, subject, text
from dashboards.alerts.turns import turns
from dashboards.models import Alert
from dashboards.shared.reads import IndicatorState, indicator_states
from dashboards.shared.rows import row_of
from dashboards.shared.sentences import finding
from dashboards.shared.totals import headline
from indicators.dues import to_enter
from indicators.models import Indicator
from indicators.selectors import closed_months, known

type Turned = list[tuple[Indicator, Turn]]

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
    told = _alert(members, turned, month, now)
    readers = [user for user, roles in members if _wants_mail(user, roles)]
    if not readers:
        return told
    news = _news(contract, states, turned, period, today)
    letter = {"kind": KIND, "subject": subject(news), "body": text(news)}
    return told + sum(
        post(user=user, letter=Letter(key=f"{KIND}:{contract.pk}:{month}:{user.pk}", **letter), moment=now)
        for user in readers
    )


def _members(contract: Contract) -> list[tuple[User, frozenset[Role]]]:
    found: dict[User, set[Role]] = {}
    memberships = Membership.objects.filter(body=contract.body_id, user__is_active=True)
    for each in memberships.select_related("user").order_by("user__username"):
        found.setdefault(each.user, set()).add(Role(each.role))
    return [(user, frozenset(roles)) for user, roles in found.items()]


def _wants_mail(user: User, roles: frozenset[Role]) -> bool:
    """As the person chose; who chose nothing gets it when they steer."""
    wanted = user.wants_monthly_digest
    return bool(user.email) and (bool(roles & STEERING) if wanted is None else wanted)


def _alert(
    members: Iterable[tuple[User, frozenset[Role]]], turned: Turned, month: Month, now: datetime
) -> int:
    """A row for each person and turn that they want to hear of; a manager hears of what is theirs."""
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
    month = period.month
    rows = [row_of(state, month) for state in states]
    top, late = headline(states, rows, period), late_actions(contract)
    return MonthlyNews(
        body=contract.body.name,
        contract=contract.label,
        month=month,
        finding=finding([row.mark for row in rows], top.with_target, month),
        score=top.score,
        change=top.change,
        turned=tuple((indicator.code, indicator.label, turn) for indicator, turn in turned),
        late=_late(contract, [state.indicator for state in states], today),
        late_actions=late.count,
        is_fictitious=contract.is_demo,
        dashboard=f"{_address('overview', contract)}?mois={month}",
        completeness=f"{_address('completeness', contract)}?filtre=retard",
        actions=f"{settings.PUBLIC_URL}{late.url}",
        account=f"{settings.PUBLIC_URL}{reverse('account')}",
    )


def _late(
    contract: Contract, indicators: Sequence[Indicator], today: date
) -> tuple[tuple[str, str, tuple[Month, ...]], ...]:
    series = {key: each.series for key, each in known(indicators).items()}
    months: dict[tuple[str, str], list[Month]] = {}
    for due in to_enter(indicators, series, closed_months(contract, today), today):
        if due.is_late_on(today):
            months.setdefault((due.indicator.code, due.indicator.label), []).append(due.month)
    return tuple((code, label, tuple(found)) for (code, label), found in months.items())


def _address(name: str, contract: Contract) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[contract.body.code, contract.code])}"
