"""A fiche: where its indicators are, and its engagements with the years of each action."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.clock import localdate
from commitments.models import Action, Contract, Engagement, Fiche, Interpretation
from commitments.selectors import Item, items_of
from dashboards.actions.late import late_first
from dashboards.actions.register import CalendarCell, cell_of
from dashboards.actions.rollup import RollRow, roll_rows
from dashboards.fiche.figures import GroupFigures, figures_of
from dashboards.shared.period import Period
from dashboards.shared.reads import indicator_states
from dashboards.shared.seen_effects import ShownEffect, shown_where
from indicators.models import Indicator

# The échéances of an action, or of each of its deliverables.
type ItemsByPart = dict[tuple[int, int | None], list[Item]]


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """An action or one of its deliverables ("" for the action itself), and each year of the contract."""

    title: str
    cells: tuple[CalendarCell, ...]


@dataclass(frozen=True, slots=True)
class PlannedAction:
    action: Action
    planned: tuple[PlannedLine, ...]
    interpretations: tuple[Interpretation, ...]


@dataclass(frozen=True, slots=True)
class FichePage:
    fiche: Fiche
    figures: GroupFigures
    engagements: tuple[tuple[Engagement, tuple[PlannedAction, ...]], ...]
    interpretations: tuple[Interpretation, ...]
    action_count: int
    tallies: tuple[RollRow, ...]
    late: list[Item]
    effects: list[ShownEffect]
    before: Fiche | None
    after: Fiche | None


def fiche_page(contract: Contract, number: int, period: Period) -> FichePage | None:
    """None when the contract has no such fiche."""
    fiches = {fiche.position: fiche for fiche in contract.fiches.select_related("part")}
    if number not in fiches:
        return None
    fiche = fiches[number]
    register = list(Interpretation.objects.filter(contract=contract))
    indicators = list(Indicator.objects.filter(fiche=fiche).with_definition().order_by("position"))
    items = items_of(contract, localdate(), where=Q(action__engagement__fiche=fiche))
    engagements = tuple(_engagements(fiche, contract, register, items))
    return FichePage(
        fiche=fiche,
        figures=figures_of(indicator_states(contract, period.month, period.compared, indicators), period),
        engagements=engagements,
        interpretations=_about(register, f"F{number}"),
        action_count=sum(len(actions) for _, actions in engagements),
        tallies=roll_rows(contract, items, with_parts=False),
        late=late_first(items),
        effects=shown_where(Q(link__action__engagement__fiche=fiche) | Q(link__indicator__fiche=fiche)),
        before=fiches.get(number - 1),
        after=fiches.get(number + 1),
    )


def _engagements(
    fiche: Fiche, contract: Contract, register: list[Interpretation], items: list[Item]
) -> Iterable[tuple[Engagement, tuple[PlannedAction, ...]]]:
    by_part: ItemsByPart = defaultdict(list)
    for item in items:
        by_part[item.action.pk, item.planned.deliverable_id].append(item)
    for engagement in Engagement.objects.filter(fiche=fiche).prefetch_related("actions__deliverables"):
        yield (
            engagement,
            tuple(
                PlannedAction(
                    action=action,
                    planned=tuple(_planned(action, by_part, contract)),
                    interpretations=_about(register, f"F{fiche.position}-{action.code}"),
                )
                for action in engagement.actions.all()
            ),
        )


def _planned(action: Action, by_part: ItemsByPart, contract: Contract) -> Iterable[PlannedLine]:
    deliverables = list(action.deliverables.all())
    for deliverable in deliverables:
        yield PlannedLine(deliverable.title, _cells(by_part[action.pk, deliverable.pk], contract))
    if not deliverables:
        yield PlannedLine("", _cells(by_part[action.pk, None], contract))


def _cells(items: list[Item], contract: Contract) -> tuple[CalendarCell, ...]:
    return tuple(cell_of(year, [item for item in items if item.year == year]) for year in contract.years)


def _about(register: list[Interpretation], subject: str) -> tuple[Interpretation, ...]:
    return tuple(each for each in register if subject in each.subjects)
