"""What people are sent without asking: alerts in the application when an indicator turns, and a monthly mail."""

from dashboards.alerts.rounds import watch_everything

__all__ = ["watch_everything"]
