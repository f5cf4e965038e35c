"""The journal of an indicator, an action or a review: every step, who, when, the old and the new value, and why.

It makes the lines, one function for each kind of fact, and serves other pages; it has no address. The page of all acts
of a contract is `dashboards/acts`, which reads these lines.
"""

from dashboards.journal.lines import JournalLine, is_unsubmitted
from dashboards.journal.page import JournalPage, asked_page, journal_page, page_of

__all__ = ["JournalLine", "JournalPage", "asked_page", "is_unsubmitted", "journal_page", "page_of"]
