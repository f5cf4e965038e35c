"""What the address of the queue of actions asks to see, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from commitments.selectors import Item
from dashboards.actions.filters import NOBODY, is_of, number_in
from dashboards.shared.choices import Choice, choices_of
from dashboards.validation.forms import ALL

ROWS_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """`first` and `last` count from 1; `before` and `after` are the pages beside, 0 where there is none."""

    items: tuple[Item, ...]
    first: int
    count: int
    before: int
    after: int

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1

    @property
    def is_one_of_many(self) -> bool:
        return bool(self.before or self.after)


@dataclass(frozen=True, slots=True)
class WaitingFilters:
    """`?fiche=4&responsable=camille&annee=2025&page=2`; what is not written as a value of its kind is no filter.

    `ticks_all` is asked by the link that ticks every row of the page that one may accept.
    """

    fiche: int = 0
    person: str = ""
    year: int = 0
    number: int = 1
    ticks_all: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "WaitingFilters":
        return cls(
            fiche=number_in(query.get("fiche", "")),
            person=query.get("responsable", ""),
            year=number_in(query.get("annee", "")),
            number=max(1, number_in(query.get("page", ""))),
            ticks_all=query.get("coches") == ALL,
        )

    @property
    def is_active(self) -> bool:
        return bool(self.fiche or self.person or self.year)

    def keeps(self, item: Item) -> bool:
        return self.fiche in {0, item.fiche} and self.year in {0, item.year} and is_of(item, self.person)

    def page(self, kept: Sequence[Item]) -> WaitingPage:
        """The page that is asked for, the last one when there are fewer."""
        number = min(self.number, max(1, -(-len(kept) // ROWS_A_PAGE)))
        start, end = (number - 1) * ROWS_A_PAGE, number * ROWS_A_PAGE
        after = number + 1 if end < len(kept) else 0
        return WaitingPage(tuple(kept[start:end]), start + 1, len(kept), number - 1, after)

    def fiches(self, waiting: Sequence[Item]) -> tuple[Choice, ...]:
        found = sorted({(item.fiche, item.action.engagement.fiche.title) for item in waiting})
        named = ((str(number), f"{number}. {title}") for number, title in found)
        return choices_of(named, str(self.fiche or ""))

    def people(self, waiting: Sequence[Item]) -> tuple[Choice, ...]:
        found = sorted({(str(each), each.username) for item in waiting for each in item.owners.people})
        named = [(username, name) for name, username in found]
        if any(not item.owners.people for item in waiting):
            named.append((NOBODY, "Sans responsable"))
        return choices_of(named, self.person)

    def years(self, waiting: Sequence[Item]) -> tuple[Choice, ...]:
        found = sorted({item.year for item in waiting})
        return choices_of(((str(year), str(year)) for year in found), str(self.year or ""))
