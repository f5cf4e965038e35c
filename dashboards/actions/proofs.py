"""The proofs of échéances, as pages list them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.urls import reverse

from commitments.models import Proof
from commitments.selectors import Item
from cpg.shared import french
from dashboards.actions.marks import place_said
from dashboards.proofs.page import KINDS


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One proof. A withdrawn one has who did it and why, and nothing to open."""

    pk: int
    place: str
    name: str
    url: str
    host: str
    kind: str
    size: int
    sha256: str
    author: str
    attached_at: datetime
    withdrawn_by: str
    withdrawn_because: str
    is_withdrawn: bool
    withdraw_url: str


def proof_lines(items: Iterable[Item]) -> tuple[ProofLine, ...]:
    """Those of these échéances, the latest year first. One query."""
    by_key = {item.planned.pk: item for item in items}
    found = Proof.objects.filter(planned__in=by_key).select_related("change__actor", "withdrawn__actor")
    return tuple(_line(each, by_key[each.planned_id]) for each in found.order_by("-planned__year", "pk"))


def _line(proof: Proof, item: Item) -> ProofLine:
    withdrawn = proof.withdrawn
    contract = item.contract
    address = [contract.body.code, contract.code, item.fiche, item.action.code, item.place, proof.pk]
    return ProofLine(
        pk=proof.pk,
        place=french.sentence(place_said(item)),
        name=proof.name,
        url=proof.url or reverse("proof", args=address),
        host=urlsplit(proof.url).hostname or "",
        kind=KINDS.get(proof.content_type, ""),
        size=proof.size,
        sha256=proof.sha256,
        author=str(proof.change.actor or "un chargement"),
        attached_at=proof.change.recorded_at,
        withdrawn_by=str(withdrawn.actor or "un chargement") if withdrawn else "",
        withdrawn_because=withdrawn.reason if withdrawn else "",
        is_withdrawn=withdrawn is not None,
        withdraw_url=reverse("withdraw_proof", args=address),
    )
