"""The journal of an indicator: every step, who, when, the old and the new value, and why."""

from dashboards.journal.lines import JournalLine
from dashboards.journal.page import JournalPage, asked_page, journal_page

__all__ = ["JournalLine", "JournalPage", "asked_page", "journal_page"]
