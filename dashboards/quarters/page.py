"""What the pages of quarters and closed months read: closings with their changes, statuses, missing values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Prefetch
from django.db.models.functions import Length

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.causes.cells import CellChange
from dashboards.models.checklist import QuarterReading, QuarterWaiver
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.quarters.changes import changes_between, changes_since
from dashboards.shared.marks import Counted, counted, mark_of
from dashboards.shared.sentences import finding
from indicators.domain.model import Status
from indicators.models import StoredAttainment
from indicators.selectors import LockRecord


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """One quarter of the list, with its latest closing. `marks` count the statuses at its end, once it is over."""

    quarter: Quarter
    closing: QuarterClosing | None
    is_over: bool
    marks: tuple[Counted, ...]


def quarter_list(contract: Contract, today: Month) -> list[QuarterRow]:
    """Every quarter that has begun, the latest first. Two queries."""
    quarters = [
        Quarter(year, number)
        for year in contract.years
        for number in range(1, 5)
        if Quarter(year, number).months[0] <= today
    ]
    closings = QuarterClosing.objects.filter(contract=contract).select_related("change").order_by("version")
    latest = {Quarter(each.year, each.quarter): each for each in closings}
    statuses = statuses_at_the_end_of(contract, [each for each in quarters if each.last_month < today])
    return [
        QuarterRow(quarter, latest.get(quarter), quarter in statuses, statuses.get(quarter, ()))
        for quarter in reversed(quarters)
    ]


def versions_of(contract: Contract, quarter: Quarter) -> list[tuple[QuarterClosing, list[CellChange]]]:
    """The closings of a quarter, the latest first, each with what changed since the one before. Two queries."""
    closings = list(
        QuarterClosing.objects.filter(contract=contract, year=quarter.year, quarter=quarter.number)
        .select_related("change__actor", "contract__body", "checkpoint")
        .prefetch_related(listed_files(), *_confirmed())
        .order_by("version")
    )
    changes = [changes_between(before, after) for before, after in pairwise(closings)]
    # Where there is no closing at all, there is nothing to pair the empty list of the first with.
    return list(zip(closings, [[], *changes], strict=False))[::-1]


def listed_files() -> "Prefetch[str]":
    """The files of closings with their sizes and without their bytes, which a list does not show."""
    files = FrozenExport.objects.defer("content").annotate(size=Length("content")).select_related("change")
    return Prefetch("exports", queryset=files)


def _confirmed() -> tuple["Prefetch[str]", ...]:
    """What a closing froze beside its files: readings of its rows, waivers of its points."""
    readings = QuarterReading.objects.select_related("change__actor").order_by("change__sequence")
    waivers = QuarterWaiver.objects.select_related("change__actor", "indicator__current_definition")
    ordered = waivers.order_by("change__sequence", "kind", "indicator__position", "month")
    return Prefetch("readings", queryset=readings), Prefetch("waivers", queryset=ordered)


def since_the_latest(closings: Sequence[tuple[QuarterClosing, list[CellChange]]]) -> list[CellChange]:
    """What exporting anew would change, where the latest closing was made by an earlier edition of the rules."""
    return changes_since(closings[0][0]) if closings else []


def statuses_at_the_end_of(
    contract: Contract, quarters: Sequence[Quarter]
) -> Mapping[Quarter, tuple[Counted, ...]]:
    """How many indicators have each status. One query."""
    days = [quarter.last_month.first_day for quarter in quarters]
    rows = StoredAttainment.objects.filter(indicator__contract=contract, month__in=days)
    statuses: dict[Quarter, list[Status]] = {quarter: [] for quarter in quarters}
    for day, status in rows.values_list("month", "status"):
        statuses[Quarter.of(Month.of(day))].append(Status(status))
    return {quarter: counted(map(mark_of, listed)) for quarter, listed in statuses.items()}


def list_finding(rows: Sequence[QuarterRow]) -> str:
    """The heading of the list: how many quarters that are over are still to be closed."""
    waiting = sum(row.is_over and row.closing is None for row in rows)
    if not waiting:
        return "Aucun trimestre ne reste à clore"
    verb = french.plural(waiting, "trimestre reste", "trimestres restent")
    return french.sentence(f"{french.count_word(waiting)} {verb} à clore")


def quarter_finding(quarter: Quarter, marks: Sequence[Counted], *, is_over: bool, has_begun: bool) -> str:
    if not is_over:
        day = french.day(quarter.last_month.plus(1).first_day)
        if not has_begun:
            return f"Rien n’en est encore dû. Il pourra être clos à partir du {day}."
        return f"Il pourra être clos à partir du {day}. D’ici là, le tableau de bord dit où l’on en est."
    every = [each.mark for each in marks for _ in range(each.count)]
    with_target = [
        mark for mark in every if mark.key not in {"sans", "attente", "nondu", "neutre", "sans_objet"}
    ]
    return finding(every, len(with_target), quarter.last_month)


def months_finding(locks: Collection[LockRecord]) -> str:
    """The heading of the closed months: how many are closed, how many are reopened."""
    closed = sum(lock.is_closed for lock in locks)
    reopened = len(locks) - closed
    if closed:
        verb = french.plural(closed, "est clos", "sont clos")
        text = french.sentence(f"{french.count_word(closed)} mois {verb}")
    else:
        text = "Aucun mois n’est clos"
    if not reopened:
        return text
    verb = french.plural(reopened, "est rouvert", "sont rouverts")
    return f"{text}{french.NARROW}; {french.count_word(reopened)} {verb}"


def reopening_text(lock: LockRecord) -> str:
    """`rouvert jusqu’au 25/10/2025 par Dominique : « erreur de report »`, for a month that was reopened."""
    day = french.day(lock.open_until) if lock.open_until else ""
    author = f" par {lock.actor}" if lock.actor else ""
    return f"rouvert jusqu’au {day}{author}\u00a0: «\u00a0{lock.reason}\u00a0»"
