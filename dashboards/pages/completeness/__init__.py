"""The board of completeness: what is missing, late, doubtful or unexplained, and whose it is."""

from dashboards.pages.completeness.filters import BoardFilters, Filter
from dashboards.pages.completeness.page import BoardPage, completeness_page

__all__ = ["BoardFilters", "BoardPage", "Filter", "completeness_page"]
