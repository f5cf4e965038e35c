"""What the dashboards keep of their own: closed quarters and reviews with their frozen files, and alerts."""

from dashboards.models.alert import Alert, TurnStart
from dashboards.models.checklist import PointKind, QuarterReading, QuarterWaiver
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.models.review import Review, ReviewFile, ReviewJob, ReviewText, ReviewVersion

__all__ = [
    "Alert",
    "FrozenExport",
    "PointKind",
    "QuarterClosing",
    "QuarterReading",
    "QuarterWaiver",
    "Review",
    "ReviewFile",
    "ReviewJob",
    "ReviewText",
    "ReviewVersion",
    "TurnStart",
]
