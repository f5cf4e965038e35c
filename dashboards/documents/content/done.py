"""The actions of which nothing more is expected in the years looked at: a review names each of them once."""

from collections.abc import Sequence

from commitments.calendar import ActionStatus
from commitments.selectors import Item
from dashboards.documents.content import words
from dashboards.documents.content.summary import looked_at
from dashboards.documents.facts import ReviewFacts


def done_actions(facts: ReviewFacts) -> list[list[Item]]:
    """Each with what was done of it."""
    return [
        [item for item in listed if item.status is ActionStatus.REALISE]
        for listed in words.by_action(looked_at(facts))
        if is_done(listed)
    ]


def is_done(items: Sequence[Item]) -> bool:
    """Whether all the échéances of an action are over, and not all of them given up."""
    statuses = {item.status for item in items}
    return ActionStatus.REALISE in statuses and all(status.is_over for status in statuses)
