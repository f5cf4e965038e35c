"""The journal of an indicator: every step, who, when, the old and the new value, and why."""

from dashboards.pages.journal.lines import JournalLine
from dashboards.pages.journal.page import JournalPage, asked_page, journal_page

__all__ = ["JournalLine", "JournalPage", "asked_page", "journal_page"]
