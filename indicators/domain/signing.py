"""Whether an avenant, or one of its targets, may be signed. Each rule answers why not, or None."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cpg.shared import french
from cpg.shared.figures import decimals_of
from indicators.domain.entry import LIMIT
from indicators.domain.model import Aggregation, Definition, Direction, Target
from indicators.domain.targets import earliest_year


@dataclass(frozen=True, slots=True)
class Objection:
    """A French sentence for the person, without a capital where it is about one target; `code` is for programs."""

    message: str
    code: str


def label_objection(labels: Collection[str], label: str) -> Objection | None:
    """A published figure names its version: two must not be taken for each other."""
    if label.strip().casefold() in {each.strip().casefold() for each in labels}:
        return Objection(
            f"Une version des cibles s’appelle déjà «\u00a0{label.strip()}\u00a0».", "label_taken"
        )
    return None


def date_objection(years: range, last: tuple[str, date] | None, effective_from: date) -> Objection | None:
    """`last` is the version before, with its label and day. The new one repeats what that one changed: in force
    earlier, it would put it forward (RC-10).
    """
    if effective_from.year not in years:
        return Objection(
            f"La date d’effet est hors du contrat, qui va de {years[0]} à {years[-1]}.", "outside_contract"
        )
    if last is not None and effective_from < last[1]:
        return Objection(
            f"La version «\u00a0{last[0]}\u00a0» prend effet le {french.day(last[1])}\u00a0: "
            "la suivante ne peut pas la précéder.",
            "before_last_version",
        )
    return None


def year_objection(aggregation: Aggregation, year: int, effective_from: date) -> Objection | None:
    """A target of a year that the version judges no month of would be read as if it had."""
    if year < earliest_year(aggregation, effective_from):
        return Objection(
            "cet exercice finit avant la date d’effet, sa cible ne jugerait aucun mois.", "year_is_over"
        )
    return None


def target_objection(definition: Definition, target: Target) -> Objection | None:
    """A seuil without objectif, or on the wrong side of it for the direction, or finer than what is judged, is
    refused when it is entered.
    """
    figures = [figure for figure in (target.seuil, target.objectif) if figure is not None]
    published = definition.decimals
    if any(decimals_of(figure) > published for figure in figures):
        return Objection(
            f"pas plus de {published} {french.plural(published, 'décimale', 'décimales')}, comme la valeur publiée.",
            "too_many_decimals",
        )
    if any(abs(figure) >= LIMIT for figure in figures):
        return Objection("ce nombre a plus de dix chiffres avant la virgule.", "number_too_large")
    return _order_objection(definition.direction, target)


def _order_objection(direction: Direction, target: Target) -> Objection | None:
    if target.seuil is None:
        return None
    if target.objectif is None:
        return Objection("un seuil ne va pas sans objectif.", "seuil_without_objectif")
    rising = direction is Direction.HAUSSE
    if (target.seuil > target.objectif) if rising else (target.seuil < target.objectif):
        better = "au-dessus" if rising else "au-dessous"
        return Objection(f"l’objectif doit être {better} du seuil, ou égal à lui.", "wrong_side")
    return None
