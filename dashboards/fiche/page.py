"""A fiche on one page, and the text of the whole contract."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from commitments.models import Action, Contract, Engagement, Fiche, Interpretation
from commitments.selectors import Item, items_of
from dashboards.access import Period
from dashboards.actions.late import late_first
from dashboards.actions.page import CalendarCell, cell_of
from dashboards.actions.rollup import RollRow, roll_rows
from dashboards.overview.groups import FicheGroup
from dashboards.shared.reads import indicator_states
from dashboards.shared.rows import row_of
from dashboards.shared.sentences import finding
from dashboards.shared.totals import Headline, headline
from indicators.domain import has_target
from indicators.models import Indicator

# The échéances of an action, or of each of its deliverables.
type Found = dict[tuple[int, int | None], list[Item]]


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """An action or one of its deliverables, and where each year of the contract stands."""

    title: str
    cells: tuple[CalendarCell, ...]


@dataclass(frozen=True, slots=True)
class ActionLine:
    code: str
    wording: str
    evaluation: str
    planned: tuple[PlannedLine, ...]
    interpretations: tuple[Interpretation, ...]


@dataclass(frozen=True, slots=True)
class EngagementBlock:
    code: str
    title: str
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True)
class FichePage:
    fiche: Fiche
    finding: str
    groups: tuple[FicheGroup, ...]
    headline: Headline
    engagements: tuple[EngagementBlock, ...]
    interpretations: tuple[Interpretation, ...]
    years: tuple[int, ...]
    action_count: int
    tallies: tuple[RollRow, ...]
    late: list[Item]
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
    states = indicator_states(contract, period.month, period.compared, indicators)
    items = items_of(contract, localdate(), where=Q(action__engagement__fiche=fiche))
    engagements = _engagements(fiche, contract, register, items)
    rows = tuple(row_of(state, period.month) for state in states)
    marks = [row.mark for row in rows]
    return FichePage(
        fiche=fiche,
        finding=finding(marks, sum(has_target(state.now) for state in states), period.month),
        groups=(FicheGroup(fiche.position, "", "", rows),) if rows else (),
        headline=headline(states, rows, period),
        engagements=engagements,
        interpretations=_about(register, f"F{number}"),
        years=tuple(contract.years),
        action_count=sum(len(each.actions) for each in engagements),
        tallies=roll_rows(contract, items, with_parts=False),
        late=late_first(items),
        before=fiches.get(number - 1),
        after=fiches.get(number + 1),
    )


def _engagements(
    fiche: Fiche, contract: Contract, register: list[Interpretation], items: list[Item]
) -> tuple[EngagementBlock, ...]:
    engagements = Engagement.objects.filter(fiche=fiche).prefetch_related("actions__deliverables")
    found: Found = defaultdict(list)
    for item in items:
        found[item.action.pk, item.planned.deliverable_id].append(item)
    return tuple(
        EngagementBlock(
            engagement.code,
            engagement.title,
            tuple(
                ActionLine(
                    code=action.code,
                    wording=action.wording,
                    evaluation=action.evaluation,
                    planned=tuple(_planned(action, found, contract)),
                    interpretations=_about(register, f"F{fiche.position}-{action.code}"),
                )
                for action in engagement.actions.all()
            ),
        )
        for engagement in engagements
    )


def _planned(action: Action, found: Found, contract: Contract) -> Iterable[PlannedLine]:
    deliverables = list(action.deliverables.all())
    for deliverable in deliverables:
        yield PlannedLine(deliverable.title, _cells(found[action.pk, deliverable.pk], contract))
    if not deliverables:
        yield PlannedLine("", _cells(found[action.pk, None], contract))


def _cells(items: list[Item], contract: Contract) -> tuple[CalendarCell, ...]:
    return tuple(cell_of(year, [item for item in items if item.year == year]) for year in contract.years)


def _about(register: list[Interpretation], subject: str) -> tuple[Interpretation, ...]:
    return tuple(each for each in register if subject in each.subjects)


@dataclass(frozen=True, slots=True)
class FicheLine:
    number: int
    title: str
    engagements: int
    actions: int
    indicators: int


@dataclass(frozen=True, slots=True)
class PartBlock:
    title: str
    fiches: tuple[FicheLine, ...]


@dataclass(frozen=True, slots=True)
class TextPage:
    """The contract as a whole: its parts and fiches, its texts, and every place where it had to be interpreted."""

    parts: tuple[PartBlock, ...]
    interpretations: tuple[Interpretation, ...]
    fiche_count: int
    engagement_count: int
    action_count: int
    indicator_count: int


def text_page(contract: Contract) -> TextPage:
    fiches = list(contract.fiches.select_related("part").order_by("position"))
    engagements = _counts(Engagement.objects.filter(fiche__contract=contract).values_list("fiche__position"))
    actions = _counts(
        Action.objects.filter(engagement__fiche__contract=contract).values_list("engagement__fiche__position")
    )
    indicators = _counts(Indicator.objects.filter(contract=contract).values_list("fiche__position"))
    parts: dict[tuple[int, str], list[FicheLine]] = defaultdict(list)
    for fiche in fiches:
        at = fiche.position
        line = FicheLine(at, fiche.title, engagements[at], actions[at], indicators[at])
        parts[fiche.part.position, fiche.part.title].append(line)
    return TextPage(
        parts=tuple(PartBlock(title, tuple(lines)) for (_, title), lines in sorted(parts.items())),
        interpretations=tuple(Interpretation.objects.filter(contract=contract)),
        fiche_count=len(fiches),
        engagement_count=sum(engagements.values()),
        action_count=sum(actions.values()),
        indicator_count=sum(indicators.values()),
    )


def _counts(positions: Iterable[tuple[int]]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for (position,) in positions:
        counts[position] += 1
    return counts
