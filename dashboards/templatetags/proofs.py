"""Proofs in templates."""

from django import template

from commitments.models import Proof
from dashboards.addresses import evidence_url, proof_url
from indicators.models import Evidence

register = template.Library()


@register.filter
def withdrawal_url(proof: Evidence | Proof) -> str:
    """Where a proof of a month or of an échéance is withdrawn."""
    if isinstance(proof, Proof):
        return proof_url(proof, "withdraw_proof")
    return evidence_url(proof, "withdraw_evidence")
