"""Links between actions and indicators, as entered by a controller."""

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
