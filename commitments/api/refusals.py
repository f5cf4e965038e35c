"""Refusals of the ledger as problem details, and the codes that only échéances have."""

from accounts.rest.problems import Problem
from commitments.ledger.refusals import Refusal

STATUS = {"not_allowed": 403, "stale_version": 412}
MEANINGS = {
    "not_a_share": "L’avancement d’une échéance va de 0 à 100.",
    "not_begun": "Ce qui n’est pas commencé n’a pas d’avancement.",
    "decided_by_missing": "Un abandon dit qui l’a décidé.",
    "decided_by_too_long": "Le nom de qui a décidé l’abandon est trop long.",
    "waiver_not_allowed": "Seul le contrôle de gestion dispense de preuve.",
    "proof_missing": "Rien n’est réalisé sans preuve ni dispense\u202f: joignez la preuve dans la page de l’échéance.",
    "answer_not_submitted": "Une réponse au renvoi part avec la soumission.",
}


def problem_of(refusal: Refusal) -> Problem:
    return Problem(refusal.code, refusal.message, status=STATUS.get(refusal.code, 422))
