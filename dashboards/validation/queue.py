"""One page of a queue: the filtered rows, and what a refused decision left on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator

from dashboards.shared.choices import Choice
from dashboards.validation.forms import QueueFilters
from dashboards.validation.waiting import Waiting

ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refused decision: what was ticked and typed stays on the page.

    `refusals` are by key, for the row; `elsewhere` are the same with the name of what is refused, for rows that the
    page does not show. `message` is what is wrong with the decision as a whole; with `lacks_reason`, with the
    reason that was typed.
    """

    ticked: frozenset[str] = frozenset()
    refusals: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    reason: str = ""
    lacks_reason: bool = False
    is_of_one_row: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow[W: Waiting]:
    """`is_to_return`: its own button was used, so the reason that was typed belongs to it alone."""

    waiting: W
    refusal: str
    is_ticked: bool
    is_to_return: bool

    @property
    def anchor(self) -> str:
        return self.waiting.key.replace("/", "-")


@dataclass(frozen=True, slots=True)
class QueuePage[W: Waiting]:
    """`waiting` is all that waits, whatever the filters; `shown` is the page of what they keep."""

    waiting: Sequence[W]
    filters: QueueFilters
    shown: Page[W]
    rows: tuple[QueueRow[W], ...]
    refused_elsewhere: tuple[str, ...]

    @property
    def fiches(self) -> tuple[Choice, ...]:
        return self.filters.fiches(self.waiting)

    @property
    def people(self) -> tuple[Choice, ...]:
        return self.filters.people(self.waiting)

    @property
    def refused(self) -> list[QueueRow[W]]:
        return [row for row in self.rows if row.refusal]

    @property
    def reason_anchor(self) -> str:
        """The field of the reason that was sent: of the one row that was decided, else of the ticked ones."""
        return next((f"motif-{row.anchor}" for row in self.rows if row.is_to_return), "motif-lot")

    @property
    def doubtful_count(self) -> int:
        return sum(each.is_doubtful for each in self.waiting)

    @property
    def periods(self) -> tuple[Choice, ...]:
        return self.filters.periods(self.waiting)


def queue_page[W: Waiting](waiting: Sequence[W], filters: QueueFilters, attempt: Attempt) -> QueuePage[W]:
    """The page that the address asks for; the last one when there are fewer."""
    kept = [each for each in waiting if filters.keeps(each)]
    shown = Paginator(kept, ROWS_A_PAGE).get_page(filters.asked["page"])
    keys = {each.key for each in shown}
    return QueuePage(
        waiting=waiting,
        filters=filters,
        shown=shown,
        rows=tuple(_row(each, attempt, ticks_all=filters.ticks_all) for each in shown),
        refused_elsewhere=tuple(text for key, text in attempt.elsewhere.items() if key not in keys),
    )


def _row[W: Waiting](waiting: W, attempt: Attempt, *, ticks_all: bool) -> QueueRow[W]:
    is_asked = waiting.key in attempt.ticked
    return QueueRow(
        waiting,
        refusal=attempt.refusals.get(waiting.key, ""),
        is_ticked=is_asked or (ticks_all and not waiting.obstacle),
        is_to_return=is_asked and attempt.is_of_one_row,
    )
