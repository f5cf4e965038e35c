"""Who is reminded of which actions, and when: planned from plain values, then posted once, one mail a person."""

from dashboards.reminders.actions.planning import KIND, Asked, Desk, Returned, Waiting, plan
from dashboards.reminders.actions.posting import remind_owners

__all__ = ["KIND", "Asked", "Desk", "Returned", "Waiting", "plan", "remind_owners"]
