"""The actions that work for an indicator, as its page names them."""

from dataclasses import dataclass

from dashboards.addresses import action_url
from indicators.links import links_of
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class LinkedAction:
    code: str
    wording: str
    url: str


def linked_actions(indicator: Indicator) -> tuple[LinkedAction, ...]:
    """One query. The indicator comes with its contract and body."""
    return tuple(
        LinkedAction(
            code=f"F{each.action.engagement.fiche.position}-{each.action.code}",
            wording=each.action.wording,
            url=action_url(each.action, indicator.contract),
        )
        for each in links_of(indicator=indicator)
    )
