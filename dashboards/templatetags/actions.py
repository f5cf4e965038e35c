"""Échéances in templates: thin filters over `dashboards.actions.wording` and `commitments.wording`."""

from django import template

from commitments import wording
from commitments.calendar import ActionStatus
from commitments.selectors import Item, Record
from commitments.wording import expected_of, lateness_of
from cpg.shared import french
from dashboards.actions import slips
from dashboards.actions.wording import MARKS, detail_of, end_texts
from dashboards.shared.marks import Mark
from indicators.slips import Slip

register = template.Library()


@register.filter
def action_mark(status: ActionStatus) -> Mark:
    """Word, shape and tone of the status of an échéance."""
    return MARKS[status]


@register.filter
def detail(item: Item) -> str:
    """Beside the mark: how far, or how late."""
    return detail_of(item)


@register.filter
def lateness(item: Item) -> str:
    """`depuis fin 2023`."""
    return lateness_of(item)


@register.filter
def expected(item: Item) -> str:
    """`prévu le 30/11/2025`, or that this day is over."""
    return expected_of(item)


@register.filter
def since_promise(item: Item) -> str:
    """Since when its promised day is over."""
    return french.since(item.forecast, item.today) if item.forecast else ""


@register.filter
def ends(item: Item) -> tuple[str, ...]:
    """What is recorded with its end beside the comment; nothing as long as it is not over."""
    return end_texts(item.record) if item.record and item.status.is_over else ()


@register.filter
def slip_name(slip: Slip) -> str:
    return slips.slip_name(slip)


@register.filter
def slip_fate(slip: Slip) -> str:
    return slips.slip_fate(slip)


@register.filter
def follow_up(record: Record) -> str:
    """`en cours, 40 %, prévu le 30/11/2025`."""
    return wording.said(record)
