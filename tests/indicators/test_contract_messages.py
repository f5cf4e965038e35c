"""What a contract's file is answered: the place, the property at fault, the form that is expected, what is admitted."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commitments.models import Contract
from indicators.loading import LoadingRefusedError, load_contract
from indicators.loading.schema import MOST_ERRORS, problems_of
from indicators.models import Indicator, TargetRevision
from tests.indicators.small_contract import small_contract
from tests.pages import text_in

FORMAT = Path(__file__).resolve().parents[2] / "docs/format-du-contrat.md"
TARGET = ("indicateurs", 0, "cibles", "2029")
A_NUMBER = (
    'nombre entre guillemets (« réalisé » s’écrit "1"), point décimal, sans espace, quatre décimales au plus, '
    'comme "92.5"'
)
A_YEAR = "exercice de 2000 à 2100, sans guillemets, comme 2028"
A_TARGET = (
    "un objectif chiffré (defini), rien cette année-là (sans_cible), "
    "ou une valeur qui n’est pas encore connue (a_definir)"
)


def with_(*path: str | int, value: Any) -> dict[str, Any]:
    """The small contract with that value at that place."""
    data = small_contract()
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


def without(*path: str | int) -> dict[str, Any]:
    data = small_contract()
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return data


def said(data: Any) -> list[str]:
    """The sentences, their no-break spaces as plain ones."""
    return [text_in(each) for each in problems_of(data)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            with_(*TARGET, value={"type": "defini", "objectif": "94", "seuil": "85", "plafond": "98"}),
            (
                "indicateurs[R1].cibles.2029 : « plafond » n’est pas prévu ; "
                "propriétés admises : « objectif », « seuil », « type »."
            ),
        ),
        (
            with_(*TARGET, value={"type": "defini", "objectif": "94", "seuils": "85"}),
            "indicateurs[R1].cibles.2029 : « seuils » n’est pas prévu ; vouliez-vous dire « seuil » ?",
        ),
        (
            with_(*TARGET, value={"type": "relatif", "objectif": "+2 points / N-1"}),
            (
                'indicateurs[R1].cibles.2029.type : "relatif" n’est pas admis ; '
                f"valeurs admises : « defini », « sans_cible », « a_definir » ; attendu : {A_TARGET}."
            ),
        ),
        (
            with_(*TARGET, value={"objectif": "94"}),
            (
                "indicateurs[R1].cibles.2029 : il manque « type » ; "
                f"valeurs admises : « defini », « sans_cible », « a_definir » ; attendu : {A_TARGET}."
            ),
        ),
        (
            with_(*TARGET, value={"type": "sans_cible", "objectif": "94"}),
            "indicateurs[R1].cibles.2029 : « objectif » n’est pas prévu ; propriétés admises : « type ».",
        ),
        (
            with_(*TARGET, "objectif", value="réalisé"),
            f'indicateurs[R1].cibles.2029.objectif : "réalisé" n’est pas admis ; attendu : {A_NUMBER}.',
        ),
        (
            with_(*TARGET, "objectif", value="92,5"),
            (
                'indicateurs[R1].cibles.2029.objectif : "92,5" n’est pas admis ; '
                f'attendu : {A_NUMBER}, donc ici "92.5".'
            ),
        ),
        (
            with_(*TARGET, "objectif", value=Decimal("90.5")),
            (
                "indicateurs[R1].cibles.2029.objectif : 90.5 n’est pas un texte entre guillemets ; "
                f'attendu : {A_NUMBER}, donc ici "90.5".'
            ),
        ),
        (
            with_(*TARGET, "objectif", value=True),
            (
                "indicateurs[R1].cibles.2029.objectif : true n’est pas un texte entre guillemets ; "
                f"attendu : {A_NUMBER}."
            ),
        ),
        (
            with_("contrat", "premier_exercice", value=1999),
            f"contrat.premier_exercice : 1999 n’est pas admis ; attendu : {A_YEAR}.",
        ),
        (
            with_("contrat", "premier_exercice", value="2028"),
            f'contrat.premier_exercice : "2028" n’est pas un nombre entier sans guillemets ; attendu : {A_YEAR}.',
        ),
        (
            with_("indicateurs", 0, "poids", value="-5"),
            (
                'indicateurs[R1].poids : "-5" n’est pas admis ; attendu : nombre entre guillemets, zéro ou plus, '
                'point décimal, deux décimales au plus, comme "2.5".'
            ),
        ),
        (
            with_("contrat", "score_au_seuil", value="101"),
            (
                'contrat.score_au_seuil : "101" n’est pas admis ; attendu : nombre de 0 à 100 entre guillemets, '
                'point décimal, deux décimales au plus, comme "50".'
            ),
        ),
        (
            with_("indicateurs", 0, "mesure", "sens", value="haut"),
            'indicateurs[R1].mesure.sens : "haut" n’est pas admis ; valeurs admises : « hausse », « baisse ».',
        ),
        (
            with_("indicateurs", 0, "code", value="pnt1"),
            (
                'indicateurs[pnt1].code : "pnt1" n’est pas admis ; attendu : capitales sans accent et chiffres, '
                'une lettre d’abord, des tirets entre deux, comme "R1" ou "PNT1".'
            ),
        ),
        (
            with_("indicateurs", 0, "code", value="PNT12345678"),
            'indicateurs[PNT12345678].code : "PNT12345678" dépasse 10 caractères.',
        ),
        (
            with_("indicateurs", 0, "code", value="PNT1\n"),
            (
                'indicateurs[PNT1 ].code : "PNT1\\n" n’est pas admis ; attendu : capitales sans accent et chiffres, '
                'une lettre d’abord, des tirets entre deux, comme "R1" ou "PNT1".'
            ),
        ),
        (
            with_("indicateurs", 0, "cibles", value={"an 1": {"type": "sans_cible"}}),
            'indicateurs[R1].cibles : "an 1" n’est pas admis ; attendu : exercice entre guillemets, comme "2028".',
        ),
        (
            with_("parties", 0, "fiches", 0, "engagements", 0, "actions", 0, "annees", value=[2028, 2028]),
            "parties[Servir].fiches[1].engagements[E1].actions[E1A1].annees : contient deux fois la même valeur.",
        ),
        (
            without("parties", 0, "fiches", 0, "engagements", 0, "actions", 0, "annees"),
            (
                "parties[Servir].fiches[1].engagements[E1].actions[E1A1] : "
                "il faut « annees » ou « livrables », et un seul des deux."
            ),
        ),
        (with_("themes", value=[]), "themes : ne peut pas être vide."),
        (with_("themes", value="Service"), 'themes : "Service" n’est pas une liste entre crochets.'),
        (without("organisme", "nom"), "organisme : il manque « nom »."),
        (without("contrat", "premier_exercice"), "contrat : il manque « premier_exercice »."),
        ([], "fichier : une liste n’est pas un objet entre accolades."),
        (None, "fichier : null n’est pas un objet entre accolades."),
    ],
)
def test_the_message_names_the_property_the_place_and_what_is_expected(data, sentence):
    assert said(data) == [sentence]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            with_(*TARGET, "objectif", value="90.555"),
            "R1 2029 : pas plus de 2 décimales, comme la valeur publiée.",
        ),
        (without(*TARGET), "R1 2029 : il manque une cible, ou « sans_cible »."),
        (
            with_("indicateurs", 0, "code", value="F1"),
            "F1 : un indicateur n’a pas le code d’une fiche (F1, F2...).",
        ),
    ],
)
def test_what_the_schema_cannot_check_has_its_sentence(data, sentence):
    with pytest.raises(LoadingRefusedError) as refused:
        load_contract(data)
    assert sentence in [text_in(each) for each in refused.value.problems]


@pytest.mark.django_db
def test_shapes_of_other_branches_load():
    """Credit at the seuil, a target without seuil, lower is better, one year, no évaluation, overseas départements,
    a yes or no as 1, half-years, a weight of zero, codes of another branch.
    """
    data = small_contract()
    data["organisme"]["departements"] = ["974", "2A", "977"]
    data["contrat"] |= {"dernier_exercice": 2028, "score_au_seuil": "35"}
    action = data["parties"][0]["fiches"][0]["engagements"][0]["actions"][0]
    action |= {"evaluation": "", "annees": [2028]}
    first, second = data["indicateurs"]
    first |= {"code": "PNT1", "poids": "0"}
    first["mesure"] |= {"frequence": "semestrielle", "sens": "baisse"}
    first["cibles"] = {"2028": {"type": "defini", "seuil": "9.0", "objectif": "7.0"}}
    second |= {"code": "QS-12", "poids": "25.5", "cibles": {"2028": {"type": "defini", "objectif": "1"}}}
    second["mesure"] |= {"unite": "oui/non"}
    data["interpretations"][0]["objets"] = ["PNT1", "F1", "F1-E1A1", "contrat"]
    load_contract(data)
    assert list(Indicator.objects.order_by("position").values_list("code", "current_terms__weight")) == [
        ("PNT1", 0),
        ("QS-12", 25.5),
    ]
    assert Indicator.objects.get(code="PNT1").definition.frequency.months == 6
    assert TargetRevision.objects.get(indicator__code="QS-12").seuil is None
    assert Contract.objects.get().credit == 35


def test_a_file_full_of_errors_is_answered_by_the_first_of_them():
    data = small_contract()
    data["themes"] = [1] * 100_000
    assert len(said(data)) == MOST_ERRORS
    data = small_contract() | {f"surplus{number}": 1 for number in range(50_000)}
    assert len(said(data)) == MOST_ERRORS
    data = small_contract()
    mixed = [each for number in range(50_000) for each in (number, str(number))]
    data["parties"][0]["fiches"][0]["engagements"][0]["actions"][0]["annees"] = mixed
    assert len(said(data)) == MOST_ERRORS


def test_a_long_value_is_cut_in_its_message():
    (sentence,) = said(with_(*TARGET, "objectif", value="x" * 10_000))
    assert len(sentence) < 300


def test_the_documentation_names_what_other_branches_write_and_how_it_loads():
    text = FORMAT.read_text("utf-8")
    schema = json.loads((FORMAT.parent / "contrat.schema.json").read_text("utf-8"))
    pattern = schema["$defs"]["code_indicateur"]["pattern"]
    assert pattern in text
    assert all(re.fullmatch(pattern, code) for code in ("R1", "PNT1", "QS-12", "C2S"))
