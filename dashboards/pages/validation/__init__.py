"""The validation queue: what waits, what it does, and what may be decided."""

from dashboards.pages.validation.filters import QueueFilters
from dashboards.pages.validation.groups import Attempt
from dashboards.pages.validation.page import QueuePage, validation_page

__all__ = ["Attempt", "QueueFilters", "QueuePage", "validation_page"]
