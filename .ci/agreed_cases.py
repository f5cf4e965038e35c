"""Read the agreed cases as the domain’s types: contracts with every figure on which independent computations agree."""

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from cpg.shared.periods import Month
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Attainment,
    Definition,
    Direction,
    Fact,
    Frequency,
    Pace,
    Pair,
    Series,
    SignedVersion,
    Target,
)

# The name of each figure in the cases, and its field.
FIELDS = {
    "valeur_trimestre": "quarter_value",
    "valeur_a_date": "value",
    "mois_dus": "months_due",
    "mois_renseignes": "months_reported",
    "seuil_annuel": "seuil_annual",
    "objectif_annuel": "objectif_annual",
    "seuil_a_date": "seuil_to_date",
    "objectif_a_date": "objectif_to_date",
    "ecart_objectif": "gap",
    "score": "score",
    "statut": "status",
    "projection_annuelle": "projection",
    "rythme_requis": "pace",
    "version_cible": "target_version",
}


def cases(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("case-*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield path.name.partition(".")[0], json.load(file)


def series_of(case: Mapping[str, Any], code: str) -> Series:
    given = case["indicators"][code]
    return Series(
        definition=_definition(case, given),
        facts={Month.parse(month): _fact(fact) for month, fact in given["facts"].items()},
        neutralised=frozenset(map(Month.parse, given["neutralised"])),
        versions=_versions(given["versions"]),
        profiles={int(year): tuple(map(Fraction, weights)) for year, weights in given["profiles"].items()},
    )


def _definition(case: Mapping[str, Any], given: Mapping[str, Any]) -> Definition:
    return Definition(
        unit=given["unite"],
        decimals=given["decimales"],
        direction=Direction(given["sens"]),
        aggregation=Aggregation(given["agregation"]),
        frequency=Frequency(given["frequence"]),
        contract_first_year=case["first"],
        contract_last_year=case["last"],
        credit=Decimal(case["credit"]),
        entry_decimals=given["decimales_saisie"],
        numerator_bounded=given.get("numerateur_borne", False),
    )


def _fact(fact: list[str]) -> Fact:
    match fact:
        case ["pair", numerator, denominator]:
            return Pair(Decimal(numerator), Decimal(denominator))
        case ["value", value]:
            return Amount(Decimal(value))
        case ["absence", kind]:
            return Absence(AbsenceKind(kind))
        case _:
            raise ValueError(f"not a fact: {fact}")


def _versions(signed: list[dict[str, Any]]) -> tuple[SignedVersion, ...]:
    """Each one complete: what it does not name keeps what was in force on its effective date.

    Effective dates never go back, so that is what the version signed before it holds.
    """
    completed: list[SignedVersion] = []
    for each in signed:
        before = completed[-1] if completed else SignedVersion("", date.min, {})
        own = {int(year): _target(*levels) for year, levels in each.get("targets", {}).items()}
        weight = each.get("poids", before.weight)
        completed.append(
            SignedVersion(
                label=each["label"],
                effective_from=date.fromisoformat(each["effective"]),
                targets={**before.targets, **own},
                first_year=each.get("premier_exercice", before.first_year),
                weight=None if weight is None else Decimal(weight),
                named=frozenset(year for year, target in own.items() if target != Target()),
            )
        )
    return tuple(completed)


def _target(seuil: str | None, objectif: str | None) -> Target:
    return Target(None if seuil is None else Decimal(seuil), None if objectif is None else Decimal(objectif))


def figures_of(attained: Attainment) -> dict[str, object]:
    """The figures under the names, and in the form, of the cases."""
    return {name: _form(getattr(attained, field)) for name, field in FIELDS.items()}


def _form(figure: object) -> object:
    match figure:
        case Decimal():
            return str(Fraction(figure))
        case None | int():
            return figure
        case Pace():
            return "hors_atteinte" if figure.out_of_reach else _form(figure.value)
        case _:
            return str(figure)
