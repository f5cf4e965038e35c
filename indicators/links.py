"""Which actions work for which indicators, as a controller linked them."""

from commitments.models import ActionLink


def links_of(**where: object) -> list[ActionLink]:
    """The links that stand, with both their ends: of an `action`, or of an `indicator`. One query."""
    links = ActionLink.objects.filter(removed=None, **where)
    return list(
        links.select_related(
            "action__engagement__fiche__contract__body", "indicator__contract__body"
        ).order_by(
            "action__engagement__fiche__position",
            "action__engagement__position",
            "action__position",
            "indicator__position",
        )
    )
