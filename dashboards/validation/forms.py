"""What the address of the queue asks to see."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.choices import Choice, choices_of
from dashboards.validation.queue import Waiting

ALL = "tous"


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """`?fiche=2&responsable=camille&mois=2025-03`; what is not written as a value of its kind is no filter.

    `ticks_all` is asked by the link that ticks every row one may accept.
    """

    fiche: int = 0
    person: str = ""
    month: Month | None = None
    ticks_all: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "QueueFilters":
        fiche = query.get("fiche", "")
        return cls(
            fiche=int(fiche) if fiche.isascii() and fiche.isdecimal() and len(fiche) < 4 else 0,
            person=query.get("responsable", ""),
            month=_month(query.get("mois", "")),
            ticks_all=query.get("coches") == ALL,
        )

    @property
    def is_active(self) -> bool:
        return bool(self.fiche or self.person or self.month)

    def keeps(self, waiting: Waiting) -> bool:
        people = {each.username for each in waiting.people}
        return (
            self.fiche in {0, waiting.indicator.fiche.position}
            and (not self.person or self.person in people)
            and self.month in {None, waiting.month}
        )

    def fiches(self, waiting: Sequence[Waiting]) -> tuple[Choice, ...]:
        found = {(each.indicator.fiche.position, each.indicator.fiche.title) for each in waiting}
        return choices_of(
            ((str(number), f"{number}. {title}") for number, title in sorted(found)),
            str(self.fiche) if self.fiche else "",
        )

    def people(self, waiting: Sequence[Waiting]) -> tuple[Choice, ...]:
        found = {(str(person), person.username) for each in waiting for person in each.people}
        return choices_of(((username, name) for name, username in sorted(found)), self.person)

    def months(self, waiting: Sequence[Waiting]) -> tuple[Choice, ...]:
        found = sorted({each.month for each in waiting}, reverse=True)
        return choices_of(
            ((str(month), french.month_name(month.year, month.number)) for month in found),
            str(self.month) if self.month else "",
        )


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None
