"""The validation queue: what waits, what it does, and what may be decided."""

from dashboards.validation.forms import QueueFilters
from dashboards.validation.groups import Attempt
from dashboards.validation.page import QueuePage, validation_page

__all__ = ["Attempt", "QueueFilters", "QueuePage", "validation_page"]
