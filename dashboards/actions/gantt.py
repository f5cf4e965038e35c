"""The actions of the contract on the line of its years: what is planned, the declared progress, and today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import QueryDict

from accounts.clock import localdate
from commitments.calendar import ActionStatus
from commitments.models import Contract
from commitments.selectors import Item, items_of
from commitments.wording import expected_of, longest_lateness
from cpg.shared import french
from dashboards.actions.forms import CalendarFilters
from dashboards.actions.wording import MARKS, detail_of
from dashboards.addresses import action_url
from dashboards.shared.choices import Choice, choices_of, fiche_options

LEFT, WIDTH, LINE, TOP = 420, 850, 24, 30
BAR, EDGE = 12, LEFT + WIDTH + 40
LONGEST = 48
# What "en retard depuis fin 2023" takes on paper beside the line of today.
ROOM_FOR_LATENESS = 170
LOZENGE = 12


@dataclass(frozen=True, slots=True)
class GanttBar:
    """One planned year: the band, and how much of it is done."""

    x: int
    width: int
    done: int
    is_late: bool
    is_given_up: bool

    @property
    def text_x(self) -> int:
        return self.x + 20


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that somebody promises, drawn as a lozenge; full once it is over and the work is not."""

    x: int
    label: str
    is_passed: bool


@dataclass(frozen=True, slots=True)
class GanttLine:
    """An action, or one of its deliverables."""

    y: int
    label: str
    code: str
    title: str
    url: str
    bars: tuple[GanttBar, ...]
    milestones: tuple[Milestone, ...]
    late: str
    late_x: int
    late_anchor: str
    spoken: tuple[str, ...]

    @property
    def text_y(self) -> int:
        return self.y + BAR - 2

    @property
    def bar_y(self) -> int:
        return self.y + 1

    @property
    def middle(self) -> int:
        return self.y + BAR // 2 + 1


@dataclass(frozen=True, slots=True)
class GanttFiche:
    """One drawing: a fiche, on the scale of all the others."""

    number: int
    title: str
    lines: tuple[GanttLine, ...]
    height: int

    @property
    def bottom(self) -> int:
        return self.height - 18


@dataclass(frozen=True, slots=True)
class GanttPage:
    """`years` are those of the contract, each with the x at which it begins."""

    finding: str
    fiches: tuple[GanttFiche, ...]
    years: tuple[tuple[int, int], ...]
    today_x: int | None
    today: str
    choices: tuple[Choice, ...]
    right: int = EDGE


def gantt_page(contract: Contract, query: QueryDict) -> GanttPage:
    """Of one fiche, or of all: four queries."""
    today = localdate()
    items = items_of(contract, today)
    asked = CalendarFilters(query, contract).asked["fiche"]
    shown = [item for item in items if asked in {0, item.fiche}] or items
    return GanttPage(
        finding=f"Les actions de {contract.first_year} à {contract.last_year}",
        fiches=tuple(
            _fiche(contract, list(group)) for _, group in groupby(shown, key=lambda each: each.fiche)
        ),
        years=tuple((year, _x(contract, date(year, 1, 1))) for year in contract.years),
        today_x=_x(contract, today) if today.year in contract.years else None,
        today=french.day(today),
        choices=choices_of(fiche_options(item.action.engagement.fiche for item in items), str(asked)),
    )


def _fiche(contract: Contract, items: Sequence[Item]) -> GanttFiche:
    lines: list[GanttLine] = []
    for _, group in groupby(items, key=lambda item: (item.action.pk, item.planned.deliverable_id)):
        lines.append(_line(contract, list(group), TOP + LINE * len(lines)))
    fiche = items[0].action.engagement.fiche
    return GanttFiche(fiche.position, fiche.title, tuple(lines), TOP + LINE * len(lines) + 24)


def _line(contract: Contract, items: Sequence[Item], y: int) -> GanttLine:
    first = items[0]
    deliverable = first.planned.deliverable
    code = f"{first.action.code}.{deliverable.number}" if deliverable else first.action.code
    late = longest_lateness(items)
    milestones = _milestones(contract, items)
    late_x, late_anchor = _beside_today(contract, first.today, milestones)
    return GanttLine(
        y=y,
        label=french.cut(french.bound(first.planned.label), LONGEST),
        code=code,
        title=f"{first.planned.label} ({code})",
        url=action_url(first.action, contract),
        bars=tuple(_bar(contract, item) for item in items),
        milestones=milestones,
        late=f"en retard {late}" if late else "",
        late_x=late_x,
        late_anchor=late_anchor,
        spoken=tuple(_spoken(item) for item in items),
    )


def _milestones(contract: Contract, items: Sequence[Item]) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(_x(contract, item.forecast), expected_of(item), item.is_promise_passed)
        for item in items
        if item.forecast and item.forecast.year in contract.years
    )


def _spoken(item: Item) -> str:
    detail = detail_of(item)
    text = f"{item.year}\u00a0: {MARKS[item.status].word.lower()}"
    text += f" {detail}" if detail else ""
    return f"{text}, {expected_of(item)}" if item.forecast else text


def _bar(contract: Contract, item: Item) -> GanttBar:
    start, end = _x(contract, date(item.year, 1, 1)), _x(contract, date(item.year + 1, 1, 1))
    share = 1 if item.status is ActionStatus.REALISE else item.progress / 100
    width = end - start - 2
    return GanttBar(
        x=start,
        width=width,
        done=round(width * share),
        is_late=item.status is ActionStatus.EN_RETARD,
        is_given_up=item.status is ActionStatus.ABANDONNE,
    )


def _beside_today(contract: Contract, today: date, milestones: Sequence[Milestone]) -> tuple[int, str]:
    """Where the lateness is written: after the line of today and the lozenges that are there, before them where the
    drawing ends.
    """
    x = _x(contract, today)
    way = -1 if x > EDGE - ROOM_FOR_LATENESS else 1
    at = x + 14 * way
    for lozenge in sorted((each.x for each in milestones), key=lambda each: each * way):
        beyond = lozenge + LOZENGE * way
        if -LOZENGE < (lozenge - at) * way < ROOM_FOR_LATENESS and beyond + ROOM_FOR_LATENESS * way <= EDGE:
            at = beyond
    return at, "end" if way < 0 else "start"


def _x(contract: Contract, day: date) -> int:
    first = date(contract.first_year, 1, 1)
    days = (date(contract.last_year + 1, 1, 1) - first).days
    return LEFT + round(WIDTH * min(max((day - first).days / days, 0), 1))
