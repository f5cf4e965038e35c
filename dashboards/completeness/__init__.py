"""The board of completeness: what is missing, late, doubtful or unexplained, and whose it is."""

from dashboards.completeness.forms import BoardFilters, Filter
from dashboards.completeness.page import BoardPage, completeness_page

__all__ = ["BoardFilters", "BoardPage", "Filter", "completeness_page"]
