"""Refusals of the rules of entry as problem details, with their codes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.rest.problems import Fault, Problem
from commitments.api.refusals import STATUS
from commitments.ledger.tables.rows import Refused
from indicators.parsing import FigureProblem

SEVERAL = "Rien n’a été enregistré\u00a0: {} erreurs, toutes listées."
# What each further code means: the figures' own, then those of the rules of entry.
MEANINGS = {
    "empty": "Il manque un nombre ; zéro s’écrit 0.",
    "not_a_number": "Ce texte n’est pas un nombre écrit simplement.",
    "not_a_month": "Ce texte n’est pas un mois.",
    "wrong_unit": "L’unité n’est pas celle de l’indicateur.",
    "too_many_decimals": "Il y a plus de décimales que l’indicateur n’en prend.",
    "negative": "Un nombre ou un montant ne peut pas être négatif.",
    "number_too_large": "Ce nombre a plus de dix chiffres avant la virgule.",
    "wrong_shape": "L’indicateur attend un couple et non une valeur, ou l’inverse.",
    "not_the_base": "Le dénominateur n’est pas la valeur de l’année de référence, qui peut être omise.",
    "numerator_too_large": "Le numérateur dépasse le dénominateur.",
    "unknown_absence": "Cette absence n’est pas l’une des deux qui sont prévues.",
    "absence_and_value": "Une absence ne va pas avec une valeur.",
    "absence_without_reason": "L’absence n’a pas de motif.",
    "unknown_body": "Cet organisme est inconnu, ou ne vous est pas ouvert.",
    "unknown_indicator": "Cet indicateur n’est pas dans ce contrat.",
    "twice_in_the_file": "Le même mois du même indicateur est donné deux fois.",
    "outside_contract": "Ce mois est hors du contrat.",
    "before_first_year": "L’indicateur n’est pas encore suivi ce mois-là.",
    "future": "Ce mois n’a pas commencé.",
    "closed": "Ce mois est clos.",
    "reason_missing": "Une valeur qui en remplace une autre, un renvoi ou une neutralisation demande un motif.",
    "already_recorded": "Ce mois a déjà une valeur.",
    "already_submitted": "Ce mois est déjà soumis ou validé.",
    "already_returned": "Ce mois est déjà renvoyé.",
    "nothing_to_validate": "Ce mois n’a pas de valeur.",
    "comment_missing": "Le seuil n’est plus tenu\u00a0: le mois demande un commentaire.",
    "doubt_unexplained": "La valeur est inhabituelle\u00a0: le mois demande un commentaire.",
    "not_over": "Ce mois n’est pas terminé.",
    "return_unanswered": "Ce mois renvoyé n’a pas changé\u00a0: il demande une réponse au motif du renvoi.",
    "nothing_to_answer": "Ce mois n’a pas été renvoyé\u00a0: il n’y a rien à répondre.",
    "not_submitted": "Ce mois n’attend pas de validation.",
    "submitted_by_another": "Une autre personne a soumis ce mois\u00a0: il se renvoie avec un motif.",
    "own_entry": "Une autre personne que son auteur doit valider ce mois.",
    "not_due": "L’indicateur n’attend pas de valeur ce mois-là.",
    "nothing_to_decide": "La période est déjà neutralisée, ou ne l’est pas : il n’y a rien à décider.",
    "nothing_to_correct": "Ce mois n’a pas de valeur à corriger.",
    "known_at_needs_one_contract": "Un état passé est celui d’un seul contrat.",
    "status_needs_the_present": "Un statut passé n’est pas enregistré.",
}
# The columns of files, as the fields of a body.
FIELDS = {
    "organisme": "organisme",
    "indicateur": "indicator",
    "mois": "month",
    "numerateur": "numerator",
    "denominateur": "denominator",
    "valeur": "value",
    "absence": "absence",
    "commentaire": "absence_reason",
}


def problem_of_figures(problems: Sequence[FigureProblem]) -> Problem:
    """Every figure of one month that cannot be read."""
    faults = [Fault(f"/{FIELDS[each.column]}", each.code, each.reason, each.text) for each in problems]
    return problem_of_faults(faults)


def problem_of_entries(refused: Iterable[Refused]) -> Problem:
    """Every entry of a batch that is refused; a line's number is its place in the batch."""
    return problem_of_faults(
        [
            Fault(f"/entries/{each.line}/{FIELDS[each.column]}", each.code, each.reason, each.text)
            for each in refused
        ]
    )


def problem_of_faults(faults: Sequence[Fault], code_of_several: str = "refused") -> Problem:
    """One fault gives its own code and sentence to the whole; several are counted."""
    if len(faults) == 1:
        code, detail = faults[0].code, faults[0].detail
    else:
        code, detail = code_of_several, SEVERAL.format(len(faults))
    return Problem(code, detail, faults=faults, status=STATUS.get(code, 422))


def stale_entry(place: int, entry: Mapping[str, Any], current: int | None) -> Fault:
    """An entry whose `expected_version` is no longer the version of its month."""
    return Fault(
        f"/entries/{place}/expected_version",
        "stale_version",
        f"Ce mois en est à la version {current}\u00a0: relisez-le, puis choisissez.",
        str(entry["expected_version"]),
    )
