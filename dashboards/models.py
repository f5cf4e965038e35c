"""What the read side keeps of its own: closed quarters and their frozen files."""

from dashboards.alerts import Alert
from dashboards.publishing.models import FrozenExport, QuarterClosing

__all__ = ["Alert", "FrozenExport", "QuarterClosing"]
