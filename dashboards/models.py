"""What the read side keeps of its own: closed quarters and their frozen files."""

from dashboards.publishing.models import FrozenExport, QuarterClosing

__all__ = ["FrozenExport", "QuarterClosing"]
