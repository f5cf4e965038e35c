"""Whether an avenant, or one of its targets, may be signed."""

from collections.abc import Sequence
from datetime import date

from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.figures import decimals_of
from indicators.domain.entry import LIMIT
from indicators.domain.model import Direction, Target
from indicators.domain.targets import earliest_year
from indicators.models import Indicator, TargetVersion


def check_label(versions: Sequence[TargetVersion], label: str) -> None:
    """A published figure names its version: two must not be taken for each other."""
    if label.strip().casefold() in {version.label.strip().casefold() for version in versions}:
        raise Refusal(f"Une version des cibles s’appelle déjà « {label.strip()} ».", "label_taken")


def check_date(contract: Contract, versions: Sequence[TargetVersion], effective_from: date) -> None:
    """A version repeats what the one before changed: in force before that one, it would put it forward (RC-10)."""
    if effective_from.year not in contract.years:
        raise Refusal(
            f"La date d’effet est hors du contrat, qui va de {contract.first_year} à {contract.last_year}.",
            "outside_contract",
        )
    if versions and effective_from < versions[-1].effective_from:
        day = french.day(versions[-1].effective_from)
        raise Refusal(
            f"La version « {versions[-1].label} » prend effet le {day} : la suivante ne peut pas la précéder.",
            "before_last_version",
        )


def check_year(indicator: Indicator, year: int, effective_from: date) -> None:
    """A target of a year that the version judges no month of would be read as if it had."""
    if year not in indicator.contract.years:
        raise Refusal(f"L’exercice {year} est hors du contrat.", "outside_contract")
    if year < earliest_year(indicator.definition.aggregation, effective_from):
        raise Refusal(
            f"{indicator.code} {year} : cet exercice finit avant la date d’effet, sa cible ne jugerait aucun mois.",
            "year_is_over",
        )


def check_target(indicator: Indicator, year: int, target: Target) -> None:
    """A seuil without objectif, or on the wrong side of it for the direction, or finer than what is judged, is
    refused when it is entered.
    """
    seuil, objectif = target.seuil, target.objectif
    figures = [figure for figure in (seuil, objectif) if figure is not None]
    published = indicator.definition.decimals
    if any(decimals_of(figure) > published for figure in figures):
        raise Refusal(
            f"{indicator.code} {year} : pas plus de {published} décimale(s), comme la valeur publiée.",
            "too_many_decimals",
        )
    if any(abs(figure) >= LIMIT for figure in figures):
        raise Refusal(
            f"{indicator.code} {year} : ce nombre a plus de dix chiffres avant la virgule.",
            "number_too_large",
        )
    if seuil is None:
        return
    if objectif is None:
        raise Refusal(
            f"{indicator.code} {year} : un seuil ne va pas sans objectif.", "seuil_without_objectif"
        )
    rising = indicator.definition.direction is Direction.HAUSSE
    if (seuil > objectif) if rising else (seuil < objectif):
        better = "au-dessus" if rising else "au-dessous"
        raise Refusal(
            f"{indicator.code} {year} : l’objectif doit être {better} du seuil, ou égal à lui.", "wrong_side"
        )
