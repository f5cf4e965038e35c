"""How an indicator is counted: a contract hardly says it. What is proposed follows from its unit and its label."""

import re
from collections.abc import Iterator
from typing import Any

from indicators.reading.proposals import Doubt, DoubtKind, Indicator
from indicators.reading.words import plain_words

PER_CENT, DAYS, UNKNOWN = "%", "jours", "à préciser"
LONGEST_CODE = 60
CUMULATED = re.compile(r"(?i)\bcumul")
COUNTED = re.compile(r"(?i)^\s*(?:nombre|montant|total|volume)\b")
SHARED = re.compile(r"(?i)^\s*(?:taux|part|pourcentage|proportion)\b")


def measure_of(indicator: Indicator) -> dict[str, Any]:
    row = indicator.row
    decimals = max(
        (
            len(level.partition(".")[2])
            for each in row.targets.values()
            for level in (each.seuil, each.objectif)
        ),
        default=0,
    )
    is_counted = bool(COUNTED.match(row.label))
    return {
        "code": _slug(row.label) or indicator.code.lower(),
        "unite": row.unit or UNKNOWN,
        "decimales": max(decimals, 2 if row.unit == PER_CENT else 0),
        "decimales_saisie": max(decimals, 2 if row.unit == PER_CENT else 0),
        "sens": indicator.direction or "hausse",
        "agregation": _aggregation(f"{row.label} {indicator.fiche_label}", is_counted=is_counted),
        "frequence": "mensuelle",
    }


def _aggregation(labels: str, *, is_counted: bool) -> str:
    if CUMULATED.search(labels):
        return "cumul_contrat"
    return "somme" if is_counted else "dernier"


def doubts_of_measure(indicator: Indicator) -> Iterator[Doubt]:
    """A count and a rate say in their label how they are counted; anything else is asked."""
    label = indicator.row.label
    if not (COUNTED.match(label) or SHARED.match(label)):
        sentence = "Le libellé ne dit pas comment les mois s’ajoutent\u00a0: choisissez l’agrégation."
        yield Doubt(DoubtKind.UNIT, sentence)


def _slug(text: str) -> str:
    return "-".join(plain_words(text))[:LONGEST_CODE].strip("-")
