"""The rows of the commitments: one per action, deliverable and planned year."""

from collections.abc import Iterator, Mapping

from commitments.models import Contract, PlannedYear
from dashboards.exports.columns import COMMITMENT_COLUMNS, Cell


def commitment_rows(contract: Contract) -> list[Mapping[str, Cell]]:
    """In the order of the contract. What only a follow-up would say is left empty. One query."""
    return list(_rows(contract))


def _rows(contract: Contract) -> Iterator[Mapping[str, Cell]]:
    nothing = dict.fromkeys((column.name for column in COMMITMENT_COLUMNS), None)
    planned = (
        PlannedYear.objects.filter(action__engagement__fiche__contract=contract)
        .select_related("action__engagement__fiche", "deliverable")
        .order_by(
            "action__engagement__fiche__position",
            "action__engagement__position",
            "action__position",
            "deliverable__number",
            "year",
        )
    )
    for each in planned:
        action, deliverable = each.action, each.deliverable
        yield {
            **nothing,
            "organisme": contract.body.code,
            "fiche": action.engagement.fiche.position,
            "engagement": action.engagement.code,
            "action": action.code,
            "livrable": deliverable.number if deliverable else None,
            "libelle_engagement": action.engagement.title,
            "libelle_action": action.wording,
            "libelle_livrable": deliverable.title if deliverable else None,
            "evaluation": action.evaluation,
            "annee": each.year,
        }
