"""Links between actions and indicators, as entered by a controller."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from commitments.models import ActionLink


def links_of(**where: object) -> list[ActionLink]:
    """The current links with both their ends: of an `action`, or of an `indicator`. One query."""
    links = ActionLink.objects.filter(removed=None, **where)
    return list(
        links.select_related(
            "action__engagement__fiche__contract__body",
            "indicator__contract__body",
            "indicator__current_definition",
        ).order_by(
            "action__engagement__fiche__position",
            "action__engagement__position",
            "action__position",
            "indicator__position",
        )
    )


def linked_actions(indicators: Collection[int], known_at: int) -> dict[int, frozenset[int]]:
    """The keys of the actions that were linked to each indicator at that sequence, by its primary key. One query."""
    links = ActionLink.objects.filter(
        Q(removed=None) | Q(removed__sequence__gt=known_at),
        indicator__in=indicators,
        change__sequence__lte=known_at,
    )
    found: dict[int, set[int]] = defaultdict(set)
    for indicator, action in links.values_list("indicator", "action"):
        found[indicator].add(action)
    return {indicator: frozenset(actions) for indicator, actions in found.items()}
