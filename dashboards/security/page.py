"""A page of the journal of security, and all of it as rows of a file."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import BoundField
from django.utils import timezone

from accounts.models import SecurityEvent, User
from accounts.models.security import SecurityTheme
from accounts.security.selectors import events_for
from cpg.shared import french
from cpg.shared.spreadsheet import csv_text
from dashboards.security.forms import SecurityFilters
from dashboards.shared.choices import Choice, choices_of

EVENTS_A_PAGE = 50
HEADING = ("jour", "heure", "evenement", "auteur", "compte", "organisme", "adresse", "precision")


class SecurityPage:
    def __init__(self, user: User, filters: SecurityFilters) -> None:
        self.filters = filters
        self.kept = filters.keep(events_for(user))
        self.count = self.kept.count()
        before = filters.asked["avant"]
        page = self.kept.filter(pk__lt=before) if before else self.kept
        rows = list(page[: EVENTS_A_PAGE + 1])
        self.events, self.has_older = rows[:EVENTS_A_PAGE], len(rows) > EVENTS_A_PAGE

    @property
    def finding(self) -> str:
        return f"Journal de sécurité\u00a0: {french.counted(self.count, 'événement', 'événements')}"

    @property
    def older(self) -> str:
        return urlencode({**self.filters.kept, "avant": self.events[-1].pk})

    @property
    def themes(self) -> tuple[Choice, ...]:
        return choices_of([(each.value, each.label) for each in SecurityTheme], self.filters.asked["sorte"])

    @property
    def days(self) -> list[BoundField]:
        return [self.filters[name] for name in ("du", "au")]


def csv_of(events: "QuerySet[SecurityEvent]") -> bytes:
    """As French spreadsheets open it by a double click."""
    return csv_text([HEADING, *_rows(events)], ";", "\r\n").encode("utf-8-sig")


def _rows(events: "QuerySet[SecurityEvent]") -> Iterator[tuple[str, ...]]:
    for each in events.iterator(chunk_size=2000):
        at = timezone.localtime(each.happened_at)
        named = [str(part) if part else "" for part in (each.actor, each.subject, each.body)]
        yield (f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", each.words, *named, each.address or "", each.detail)
