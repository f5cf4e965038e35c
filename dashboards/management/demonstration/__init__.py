"""What the demonstration shows beside its figures: people, other bodies, and acts of a contract at their dates.

They go with the contract that `load_demo` loads itself. A contract that was there gets figures only (decision 68).
"""

from dashboards.management.demonstration.bodies import OTHERS, data_of_other
from dashboards.management.demonstration.story import Story

__all__ = ["OTHERS", "Story", "data_of_other"]
