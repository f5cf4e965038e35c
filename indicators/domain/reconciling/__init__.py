"""The figures of somebody else held beside ours, month by month, with the cause of each difference and its proof."""

from indicators.domain.reconciling.causes import Cause, Explanation, Finding, Scope, Window
from indicators.domain.reconciling.figures import Beside, OurVersion
from indicators.domain.reconciling.naming import name_differences

__all__ = [
    "Beside",
    "Cause",
    "Explanation",
    "Finding",
    "OurVersion",
    "Scope",
    "Window",
    "name_differences",
]
