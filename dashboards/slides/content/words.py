"""Words that several slides share."""

from cpg.shared import french
from indicators.models import Indicator

KNOWN_TODAY = "aux valeurs connues aujourd’hui"
LONGEST_LABEL = 90


def label(indicator: Indicator) -> str:
    return french.cut(french.bound(indicator.short_label), LONGEST_LABEL)


def named(indicator: Indicator) -> str:
    """With its code."""
    return f"{label(indicator)} ({indicator.code})"
