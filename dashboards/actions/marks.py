"""How the state of an action is drawn, and where its pages are."""

from commitments.calendar import ActionStatus
from commitments.selectors import Item
from cpg.shared import french
from dashboards.shared.marks import Mark

MARKS = {
    ActionStatus.A_VENIR: Mark("a_venir", "À venir", "f-rien", "t-vide"),
    ActionStatus.EN_COURS: Mark("en_cours", "En cours", "f-cours", "t-vide"),
    ActionStatus.REALISE: Mark("realise", "Réalisé", "f-fait", "t-vide"),
    ActionStatus.EN_RETARD: Mark("en_retard", "En retard", "f-alerte", "t-sous"),
    ActionStatus.ABANDONNE: Mark("abandonne", "Abandonné", "f-sans", "t-vide"),
}


def days_said(days: int) -> str:
    return f"{french.number(days)}{french.NO_BREAK}j"


def percent(progress: int) -> str:
    return f"{progress}{french.NO_BREAK}%"


def detail_of(item: Item) -> str:
    """What stands beside the mark: how far, or how late."""
    if item.status is ActionStatus.EN_RETARD:
        return days_said(item.days_late)
    return percent(item.progress) if item.status is ActionStatus.EN_COURS else ""


def place_said(item: Item) -> str:
    """What names it inside its action, for people: `2025`, or `livrable 2, 2025`."""
    deliverable = item.planned.deliverable
    return f"livrable {deliverable.number}, {item.year}" if deliverable else str(item.year)


def people_said(item: Item) -> str:
    """Who answers for it; "" where nobody was named."""
    return str(item.owners.owner or item.owners.deputy or "")
