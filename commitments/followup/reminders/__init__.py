"""Who is reminded of which actions, and when: planned from plain values, then posted once, one mail a person."""

from commitments.followup.reminders.planning import KIND, Asked, Desk, Returned, Waiting, plan
from commitments.followup.reminders.posting import remind_owners

__all__ = ["KIND", "Asked", "Desk", "Returned", "Waiting", "plan", "remind_owners"]
