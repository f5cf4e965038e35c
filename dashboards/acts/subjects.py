"""What acts are about: the indicators and the actions of a contract, and those that an address asks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from commitments.models import Action, Contract, Fiche
from dashboards.acts.matching import Sought
from dashboards.journal.lines import JournalLine, Place, Subject
from dashboards.models.resolution import Resolution
from indicators.models import Indicator

FICHE = "fiche-"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Indicators and actions by primary key."""

    indicators: frozenset[int]
    actions: frozenset[int]

    def holds(self, line: JournalLine) -> bool:
        """Whether the line is about one of these; what is about the whole contract is about each."""
        return line.about is None or self._has(line.about) or self._has(line.place)

    def _has(self, each: Subject | Place | None) -> bool:
        match each:
            case Indicator():
                return each.pk in self.indicators
            case Action():
                return each.pk in self.actions
            case Resolution():
                return each.indicator_id in self.indicators or each.action_id in self.actions
            case _:
                return False


class Subjects:
    """Three queries. Each knows its contract and its fiche."""

    def __init__(self, contract: Contract) -> None:
        self.fiches = list(Fiche.objects.filter(contract=contract).order_by("position"))
        self.indicators = {
            each.pk: each
            for each in Indicator.objects.filter(contract=contract).with_definition().order_by("position")
        }
        of_contract = Action.objects.filter(engagement__fiche__contract=contract)
        order = ("engagement__fiche__position", "engagement__position", "position")
        self.actions = {
            each.pk: each for each in of_contract.select_related("engagement__fiche").order_by(*order)
        }

    def options(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Groups of choices: value in the address and name."""
        yield (
            "Fiches",
            [(f"{FICHE}{each.position}", f"{each.position}. {each.title}") for each in self.fiches],
        )
        yield "Indicateurs", [(each.code, str(each)) for each in self.indicators.values()]
        yield "Actions", [(each.full_code, action_name(each)) for each in self.actions.values()]

    def chosen(self, asked: str) -> Chosen | None:
        """None where nothing of that name is asked for."""
        indicators = {
            each.pk
            for each in self.indicators.values()
            if asked in {each.code, f"{FICHE}{each.fiche.position}"}
        }
        actions = {
            each.pk
            for each in self.actions.values()
            if asked in {each.full_code, f"{FICHE}{each.engagement.fiche.position}"}
        }
        is_fiche = asked in {f"{FICHE}{each.position}" for each in self.fiches}
        if not (indicators or actions or is_fiche):
            return None
        return Chosen(frozenset(indicators), frozenset(actions))

    def named(self, sought: Sought) -> Chosen:
        """Those whose code or label has that text."""
        return Chosen(
            frozenset(each.pk for each in self.indicators.values() if sought.met(str(each))),
            frozenset(each.pk for each in self.actions.values() if sought.met(action_name(each))),
        )


def action_name(action: Action) -> str:
    return f"{action.full_code} {action.wording}"
