"""The French of every page as it is served: agreement with numbers, exponents, no word of a file on a screen."""

import re
from html import unescape

import pytest

from accounts.rights import Role
from tests import test_permissions
from tests.factories import assign, make_user
from tests.one_of_each import name_owner
from tests.permissions import PAGES
from tests.rollback import rolled_back
from tests.test_permissions import ask

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.usefixtures("in_october_2025"),
]

contract_of_module = test_permissions.contract_of_module
contract = test_permissions.contract
# Words in -s or -x that are no plural.
ALIKE = "mois|temps|fois|pas|cas|plus|moins|poids|avis|refus|dans|sous|puis|sans|choix|bis|prix|rendez-vous|trois|six"
SILENT = re.compile(r"<(script|style|svg|textarea|option|title)\b.*?</\1>|<[^>]*>", re.DOTALL)
FAULTS = {
    "a plural beside 0 or 1": re.compile(
        rf"(?<![\w.,/\u202f-])[01]\s(?!(?:{ALIKE})\b)[a-zéèêàùûôç]+[sx]\b(?!\s*[%:])"
    ),
    "a large number without its spaces": re.compile(r"\((?!(?:19|20)\d\d\))\d{4,}\)"),
    "an ordinal without its exponent": re.compile(r"(?<![\w.,/-])\d{1,3}(?:er|re|e)(?![\w-])"),
    "a word of a file": re.compile(
        r"\b(?:hors_atteinte|sous_seuil|entre_seuil_et_objectif|non_renseigne|sans_objectif)\b"
    ),
    "a floor that goes the wrong way": re.compile(r"\bsous le seuil\b", re.IGNORECASE),
    "an article that does not fit": re.compile(
        r"\b(?:de utilisateur|de organisme|de attribution|de indicateur)\b"
    ),
    "a code before its name": re.compile(r"\bR([1-9])\b\W{0,8}Indicateur \1\b"),
}
# The indicators of the contract that these pages show: R1 is named « Indicateur 1 ».
CODE = re.compile(r"(?<![\w/#?=-])R([1-9])\b")
BESIDE = 90


def faults(html: str) -> dict[str, list[str]]:
    """Each fault with what it is in, of the body of a page; exponents are taken out with their number."""
    body = html.partition("<body")[2]
    text = unescape(SILENT.sub(" ", re.sub(r"\d+<sup>\w+</sup>", " ", body)))
    text = " ".join(text.split(" "))
    in_one_line = " ".join(text.split())
    found = {
        name: [text[max(0, each.start() - 30) : each.end() + 30] for each in fault.finditer(text)]
        for name, fault in FAULTS.items()
    }
    found["a code without its name"] = alone(in_one_line)
    return {name: places for name, places in found.items() if places}


def alone(text: str) -> list[str]:
    """Each code of an indicator whose name is not just before it, nor soon after it."""
    around = [
        (each[1], text[max(0, each.start() - BESIDE) : each.end() + BESIDE]) for each in CODE.finditer(text)
    ]
    return [place for number, place in around if f"Indicateur {number}" not in place]


@pytest.mark.parametrize("page", [page for page in PAGES if page.posted is None], ids=lambda page: page.route)
def test_a_page_is_written_in_french(client, contract, page):
    with rolled_back():
        role = min(page.allowed, key=list(Role).index)
        user = make_user(role, contract.body)
        assign(user, contract.indicators.get(code="R1"))
        name_owner(contract, user)
        client.force_login(user)
        response = ask(client, contract, page, user)
        if response.streaming or "html" not in response.headers.get("Content-Type", ""):
            return
        assert faults(response.content.decode()) == {}


@pytest.mark.parametrize(
    "address", ["accounts/user/", "accounts/user/add/", "accounts/body/add/", "indicators/assignment/add/"]
)  # fmt: skip
def test_the_administration_is_written_in_french(client, contract, address):
    client.force_login(make_user(Role.ADMINISTRATEUR, contract.body))
    html = client.get(f"/administration/{address}").content.decode()
    assert "<body" in html
    assert faults(html) == {}
    assert "vous pourrez modifiez" not in html
    assert "Ajout de" not in html


@pytest.mark.parametrize(
    "wrong",
    [
        "<p>1 différences appliquées</p>", "0 valeurs", "Validation (2617)", "le 1er trimestre", "la 3e fois",
        "hors_atteinte", "Sous le seuil", "Ajout de utilisateur", "R2 Indicateur 2", "<b>R2</b> · Indicateur 2",
        "<a>R1</a>, mars 2025", "<td>Indicateur 1</td><td>R2</td>",
    ],
)  # fmt: skip
def test_the_check_sees_what_is_wrong(wrong):
    assert faults(f"<body>{wrong}</body>")


def test_the_check_lets_pass_what_is_right():
    right = (
        "1 différence, 21 valeurs, 1,5 jours, 1 mois, Validation (2\u202f617), (2026), le 1<sup>er</sup> trimestre, "
        'Indicateur 1 <small>R1</small>, R1-2024 indicateurs, 2024-01 <a title="3e sur 3">x</a> '
        "<option>2e trimestre</option>"
    )
    assert faults(f"<body>{right}</body>") == {}
