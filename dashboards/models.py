"""What the read side keeps of its own: closed quarters with their frozen files, and reviews with theirs."""

from dashboards.alerts import Alert
from dashboards.publishing.models import FrozenExport, QuarterClosing
from dashboards.reviewing.models import Review, ReviewFile, ReviewJob, ReviewText, ReviewVersion

__all__ = [
    "Alert",
    "FrozenExport",
    "QuarterClosing",
    "Review",
    "ReviewFile",
    "ReviewJob",
    "ReviewText",
    "ReviewVersion",
]
