"""Échéances in templates: thin filters over `dashboards.actions.wording` and `commitments.wording`."""

from django import template

from commitments import wording
from commitments.calendar import ActionStatus
from commitments.selectors import Item, Record
from dashboards.actions.marks import MARKS, detail_of
from dashboards.shared.marks import Mark

register = template.Library()


@register.filter
def action_mark(status: ActionStatus) -> Mark:
    """Word, shape and tone of the status of an échéance."""
    return MARKS[status]


@register.filter
def detail(item: Item) -> str:
    """What stands beside the mark: how far, or how late."""
    return detail_of(item)


@register.filter
def follow_up(record: Record) -> str:
    """`en cours, 40 %, prévu le 30/11/2025`."""
    return wording.said(record)
