"""The rows of the commitments: one per action, deliverable and planned year, with its state."""

from collections.abc import Mapping
from datetime import date

from commitments.models import Contract
from commitments.selectors import Item, items_of
from dashboards.exports.columns import FileCell


def commitment_rows(
    contract: Contract, today: date, known_at: int | None = None
) -> list[Mapping[str, FileCell]]:
    """In the order of the contract, on that day, as it is known or was at that sequence. Four queries."""
    return [_row(item) for item in items_of(contract, today, known_at=known_at)]


def _row(item: Item) -> Mapping[str, FileCell]:
    action, deliverable, record = item.action, item.planned.deliverable, item.record
    return {
        "organisme": item.contract.body.code,
        "fiche": item.fiche,
        "engagement": action.engagement.code,
        "action": action.code,
        "livrable": deliverable.number if deliverable else None,
        "libelle_engagement": action.engagement.title,
        "libelle_action": action.wording,
        "libelle_livrable": deliverable.title if deliverable else None,
        "evaluation": action.evaluation,
        "annee": item.year,
        "statut": item.status.value,
        "avancement": record.progress if record else None,
        "responsable": str(item.owners.owner) if item.owners.owner else None,
        "preuves": " | ".join(item.proofs) or None,
        "commentaire": (record.comment or None) if record else None,
        "date_prevue": item.forecast,
    }
