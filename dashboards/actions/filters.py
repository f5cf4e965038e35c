"""What the address of the calendar asks to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from commitments.calendar import ActionStatus
from commitments.models import Contract
from commitments.selectors import Item
from dashboards.actions.marks import MARKS
from dashboards.shared.choices import Choice
from dashboards.shared.marks import Mark

NOBODY = "personne"


@dataclass(frozen=True, slots=True)
class StateChoice:
    """One state to look for: its mark, and how many échéances are in it among those of the other filters."""

    value: str
    mark: Mark
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ActionFilters:
    """`?fiche=4&responsable=camille&etat=en_retard&annee=2025&sans-preuve=1`; what is unknown is no filter."""

    fiche: int = 0
    person: str = ""
    status: ActionStatus | None = None
    year: int = 0
    lacks_proof: bool = False

    @classmethod
    def of(cls, query: QueryDict, contract: Contract) -> "ActionFilters":
        status = query.get("etat", "")
        year = number_in(query.get("annee", ""))
        return cls(
            fiche=number_in(query.get("fiche", "")),
            person=query.get("responsable", ""),
            status=ActionStatus(status) if status in set(ActionStatus) else None,
            year=year if year in contract.years else 0,
            lacks_proof=query.get("sans-preuve") == "1",
        )

    @property
    def is_active(self) -> bool:
        return bool(self.status) or self.is_active_but_status

    @property
    def is_active_but_status(self) -> bool:
        return bool(self.fiche or self.person or self.year or self.lacks_proof)

    def keeps(self, item: Item) -> bool:
        return self.status in {None, item.status} and self.keeps_but_status(item)

    def keeps_but_status(self, item: Item) -> bool:
        """Without a proof: what has begun by its year, is not abandoned, and nothing proves."""
        unproved = (
            item.year <= item.today.year and item.status is not ActionStatus.ABANDONNE and item.lacks_proof
        )
        return (
            self.fiche in {0, item.fiche}
            and self.year in {0, item.year}
            and is_of(item, self.person)
            and (unproved or not self.lacks_proof)
        )

    def states(self, items: Sequence[Item]) -> tuple[StateChoice, ...]:
        kept = [item.status for item in items if self.keeps_but_status(item)]
        order = (
            ActionStatus.EN_RETARD,
            ActionStatus.EN_COURS,
            ActionStatus.REALISE,
            ActionStatus.A_VENIR,
            ActionStatus.ABANDONNE,
        )
        return tuple(
            StateChoice(each.value, MARKS[each], kept.count(each), each is self.status) for each in order
        )

    def fiches(self, items: Iterable[Item]) -> tuple[Choice, ...]:
        found = {(item.fiche, item.action.engagement.fiche.title) for item in items}
        return tuple(
            Choice(str(number), f"{number}. {title}", number == self.fiche) for number, title in sorted(found)
        )

    def people(self, items: Iterable[Item]) -> tuple[Choice, ...]:
        """Those who answer for something, and nobody where somebody is missing."""
        listed = list(items)
        found = {(str(each), each.username) for item in listed for each in item.owners.people}
        choices = [Choice(username, name, username == self.person) for name, username in sorted(found)]
        if any(not item.owners.people for item in listed):
            choices.append(Choice(NOBODY, "Sans responsable", self.person == NOBODY))
        return tuple(choices)

    def years(self, contract: Contract) -> tuple[Choice, ...]:
        return tuple(Choice(str(year), str(year), year == self.year) for year in contract.years)


def is_of(item: Item, person: str) -> bool:
    """Whether that person answers for it; everybody does where none is asked for."""
    if not person:
        return True
    names = {each.username for each in item.owners.people}
    return person in names or (person == NOBODY and not names)


def number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
