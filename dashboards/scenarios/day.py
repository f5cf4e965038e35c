"""The day on which a scenario is read: today, or the last day of the last month that it gives a value."""

from datetime import datetime, time

from django.utils import timezone

from accounts import clock
from dashboards.models.scenario import Scenario
from dashboards.scenarios.steps import last_supposed


def moment_of(scenario: Scenario) -> datetime:
    """That day, at noon where it is to come: a supposed December is then over, and its year runs to its end."""
    now = clock.now()
    months = filter(None, (last_supposed(scenario.contract, each) for each in scenario.steps.all()))
    last = max(months, default=None)
    if last is None or last.last_day <= clock.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(last.last_day, time(12)))
