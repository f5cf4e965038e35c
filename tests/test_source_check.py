"""The check of the fixture against the source text notices what it is there for: a small text, then one change."""

import copy
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / ".ci"

TEXT = """
 PARTIE 1 – Première
 Fiche 1 – Accueillir les assurés

Enjeux
Engagements de la branche
N° Engagements
Actions  Evaluation des actions  2023 2024 2025 2026 2027

E1 Mieux répondre aux
assurés
E1A1 Répondre plus vite aux
appels

Un bilan chaque année

X X X X X

 Mieux répondre aux
assurés
E1A2 Rappeler

Un essai non-
concluant

    X X X

E1A3 Publier

1 - Un guide
2 - Une vidéo

X

X X
 Indicateurs de performance

  2023 2024 2025 2026 2027

R1 Taux d’appels aboutis en
3 minutes
85% 85% 86% 86% 87%

R2 Nombre de rendez-vous
tenus - 2 565 7 696 15 392 25 653
 Annexe 3 – Indicateurs
R1 Taux d’appels aboutis 80% 85% 80% 85% 81% 86% 81% 86% 82% 87%
R2 Nombre de rendez-vous
tenus
- - 2 052 2 565 6 157 7 696 12 314 15 392 20 522 25 653
TOTAL GENERAL
"""

YEARS = range(2023, 2028)


def pairs(*written):
    return {
        str(year): {"type": "sans_cible"}
        if pair is None
        else {"type": "defini", "seuil": pair[0], "objectif": pair[1]}
        for year, pair in zip(YEARS, written, strict=True)
    }


FIXTURE: dict[str, Any] = {
    "parties": [
        {
            "titre": "Première",
            "fiches": [
                {
                    "numero": 1,
                    "titre": "Accueillir les assurés",
                    "engagements": [
                        {
                            "code": "E1",
                            "libelle": "Mieux répondre aux assurés",
                            "actions": [
                                {
                                    "code": "E1A1",
                                    "libelle": "Répondre plus vite aux appels",
                                    "evaluation": "Un bilan chaque année",
                                    "annees": [2023, 2024, 2025, 2026, 2027],
                                },
                                {
                                    "code": "E1A2",
                                    "libelle": "Rappeler",
                                    "evaluation": "Un essai non-concluant",
                                    "annees": [2025, 2026, 2027],
                                },
                                {
                                    "code": "E1A3",
                                    "libelle": "Publier",
                                    "evaluation": "1 - Un guide 2 - Une vidéo",
                                    "livrables": [
                                        {"libelle": "Un guide", "annees": [2023]},
                                        {"libelle": "Une vidéo", "annees": [2024, 2025]},
                                    ],
                                },
                            ],
                        }
                    ],
                }
            ],
        }
    ],
    "indicateurs": [
        {
            "code": "R1",
            "fiche": 1,
            "libelle": "Taux d'appels aboutis",
            "libelle_fiche": "Taux d'appels aboutis en 3 minutes",
            "cibles": pairs(("80", "85"), ("80", "85"), ("81", "86"), ("81", "86"), ("82", "87")),
        },
        {
            "code": "R2",
            "fiche": 1,
            "libelle": "Nombre de rendez-vous tenus",
            "cibles": pairs(None, ("2052", "2565"), ("6157", "7696"), ("12314", "15392"), ("20522", "25653")),
        },
    ],
}


@pytest.fixture(scope="module")
def check():
    """The script, loaded from its hidden folder."""
    sys.path.insert(0, str(FOLDER))
    found = load("check_source")
    vars(found)["DELIVERABLE_YEARS"] = {"F1-E1A3": ((2023,), (2024, 2025))}
    yield found
    sys.path.remove(str(FOLDER))


def load(name: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_faithful_fixture_has_no_difference(check):
    assert list(check.differences(TEXT, FIXTURE)) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("parties", 0, "fiches", 0, "titre"), "Accueillir", "F1, titre"),
        (("parties", 0, "fiches", 0, "engagements", 0, "libelle"), "Répondre", "F1-E1A1, engagement"),
        (("parties", 0, "fiches", 0, "engagements", 0, "actions", 0, "libelle"), "Autre", "F1-E1A1, libellé"),
        (("parties", 0, "fiches", 0, "engagements", 0, "actions", 1, "evaluation"), "Rien", "F1-E1A2, évaluation"),
        (("parties", 0, "fiches", 0, "engagements", 0, "actions", 1, "annees"), [2024, 2025, 2026], "F1-E1A2, années"),
        (
            ("parties", 0, "fiches", 0, "engagements", 0, "actions", 2, "livrables", 0, "annees"),
            [2024],
            "F1-E1A3, années des livrables",
        ),
        (("parties", 0, "titre"), "Seconde", "Parties"),
        (("indicateurs", 0, "libelle"), "Taux d'appels", "R1, libellé"),
        (("indicateurs", 0, "libelle_fiche"), "Taux d'appels aboutis en", "R1, libellé de la fiche"),
        (("indicateurs", 0, "libelle_fiche"), "", "R1, libellé de la fiche"),
        (("indicateurs", 1, "libelle"), "Nombre de rendez-vous", "R2, libellé de la fiche"),
        (("indicateurs", 1, "fiche"), 2, "R2, fiche"),
        (("indicateurs", 0, "cibles", "2025", "seuil"), "80", "R1 2025"),
        (("indicateurs", 1, "cibles", "2027", "objectif"), "25652", "R2 2027"),
        (("indicateurs", 1, "cibles", "2023"), {"type": "defini", "objectif": "0"}, "R2 2023"),
    ],
)  # fmt: skip
def test_a_change_is_noticed(check, path, value, where):
    changed = copy.deepcopy(FIXTURE)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert any(line.startswith(where) for line in check.differences(TEXT, changed))


def test_an_action_that_is_missing_is_noticed(check):
    changed = copy.deepcopy(FIXTURE)
    changed["parties"][0]["fiches"][0]["engagements"][0]["actions"].pop()
    assert any(line.startswith("Actions") for line in check.differences(TEXT, changed))
