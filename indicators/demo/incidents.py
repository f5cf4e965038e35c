"""Incidents that make fictitious figures lifelike: gaps, absences, zeros, comments and corrections."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind, Amount, Fact, Pair

HOLE_EVERY = 7
ABSENCE_EVERY = 9
ABSENCES = {
    5: (5, Absence(AbsenceKind.NON_DISPONIBLE, "Extraction indisponible, reprise demandée.")),
    1: (7, Absence(AbsenceKind.SANS_OBJET, "Aucun contrôle ce mois-là, rien à mesurer.")),
}
ZERO_EVERY = 11
COMMENT_SHARE = 0.06
CORRECTION_SHARE = 0.012
COMMENTS = (
    "Forte hausse des demandes après la campagne de courriers.",
    "Deux postes vacants depuis le début du mois, renfort prévu.",
    "Reprise du stock constitué pendant les congés.",
    "Effet de la montée de version du logiciel, trois jours d’arrêt.",
    "Premiers effets du plan d’action engagé au trimestre précédent.",
)
REASONS = (
    "Chiffres inversés à la saisie.",
    "Requête corrigée : un site manquait.",
    "Données consolidées reçues.",
)


@dataclass(frozen=True, slots=True)
class FictitiousMonth:
    """One month to enter. `first_entry` is what was entered before a correction, with its `reason`."""

    month: Month
    fact: Fact
    comment: str = ""
    first_entry: Fact | None = None
    reason: str = ""


def with_incidents(months: list[tuple[Month, Fact]], key: str, position: int) -> list[FictitiousMonth]:
    """The months with their incidents; a gap is a month left out."""
    rng = Random(f"{key} incidents")  # noqa: S311 - fictitious figures, the same on each machine
    planned = []
    for rank, (month, fact) in enumerate(months):
        age = len(months) - rank
        if position % HOLE_EVERY == 3 and age == 2 and len(months) > 12:
            continue
        planned.append(_planned(month, fact, position, age, rng, is_monthly=len(months) > 24))
    return planned


def _planned(
    month: Month, fact: Fact, position: int, age: int, rng: Random, *, is_monthly: bool
) -> FictitiousMonth:
    draw = rng.random()
    absent_at, absence = ABSENCES.get(position % ABSENCE_EVERY, (None, None))
    if is_monthly and absence and age == absent_at:
        return FictitiousMonth(month, absence)
    if is_monthly and position % ZERO_EVERY == 1 and month.number == 8:
        return FictitiousMonth(month, _zero(fact), "Activité suspendue en août.")
    if is_monthly and draw < CORRECTION_SHARE:
        return FictitiousMonth(month, fact, first_entry=_mistaken(fact), reason=rng.choice(REASONS))
    if draw > 1 - COMMENT_SHARE:
        return FictitiousMonth(month, fact, rng.choice(COMMENTS))
    return FictitiousMonth(month, fact)


def _zero(fact: Fact) -> Fact:
    match fact:
        case Pair():
            return Pair(Decimal(0), Decimal(0))
        case Amount():
            return Amount(Decimal(0))
        case Absence():
            return fact


def _mistaken(fact: Fact) -> Fact:
    """A plausible typing error: a denominator or a value that is a tenth too large."""
    match fact:
        case Pair(numerator, denominator):
            return Pair(numerator, denominator + denominator // 10)
        case Amount(value):
            return Amount(value + value // 10)
        case Absence():
            return fact
