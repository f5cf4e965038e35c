"""The same wrong text is refused with the same sentence wherever it comes from: form, grid (where pasted blocks land),
file, API for one or many.
"""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.domain.model import Aggregation
from indicators.models import ActualRevision
from tests.api.asking import Program
from tests.factories import make_body, make_contract, make_indicator
from tests.indicators.hostile import workbook

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.usefixtures("in_october_2025"),
]

WRONG = {
    "1_000": "Ce n’est pas un nombre",
    "1e5": "Ce n’est pas un nombre",
    "1E+05": "Ce n’est pas un nombre",
    "NaN": "Ce n’est pas un nombre",
    "-inf": "Ce n’est pas un nombre",
    "12 34": "Ce n’est pas un nombre",
    "1,234,5": "Ce n’est pas un nombre",
    "1\u2009234 5": "Ce n’est pas un nombre",
    "0x10": "Ce n’est pas un nombre",
    "+-5": "Ce n’est pas un nombre",
    "½": "Ce n’est pas un nombre",
    "٣٧٩٦": "Ce n’est pas un nombre",
    "３７９６": "Ce n’est pas un nombre",
    "१२": "Ce n’est pas un nombre",
    "12²": "unité",
    "=1+1": "Ce n’est pas un nombre",
    "<b>5</b>": "Ce n’est pas un nombre",
    "": "Il manque un nombre",
    "2.000": "Vouliez-vous dire 2\u202f000",
    "3,796": "Vouliez-vous dire 3\u202f796",
    "12,5": "entier",
    "12,25": "entier",
    "n.d.": "dans «\u00a0absence\u00a0»",
    "NC": "dans «\u00a0absence\u00a0»",
    "-": "dans «\u00a0absence\u00a0»",
    "néant": "dans «\u00a0absence\u00a0»",
    "#N/A": "erreur du tableur",
    "#DIV/0!": "erreur du tableur",
    "(1 234)": "Ce n’est pas un nombre",
    "~2500": "Ce n’est pas un nombre",
    "-5": "négatif",
    "−5": "négatif",
    "12345678901": "dix chiffres",
    "75 j": "unité",
    "92,5 %": "unité",
}


@pytest.fixture
def contract():
    contract = make_contract(make_body("caisse"))
    make_indicator(contract, code="R1", decimals=0)
    make_indicator(contract, code="R2", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    return contract


def by_form(controller_client, code, field, text):
    filled = {"denominator": "100"} if field == "numerator" else {}
    typed = {"kind": "valeur", "comment": "", "version": "0", field: text}
    page = controller_client.post(f"/caisse/cpg-2023-2027/{code}/2025-03/", filled | typed)
    assert page.status_code == 422
    told = page.content.decode().split(f'id="id_{field}_error"')[1].split("</div>")[0]
    return html.unescape(re.findall(r"</svg> (.*?)</p>", told)[0])


def row_of(code, field, text):
    return [code, "2025-03", text, "100", ""] if field == "numerator" else [code, "2025-03", "", "", text]


def by_file(controller_client, name, content):
    sent = controller_client.post(
        "/caisse/cpg-2023-2027/import/", {"file": SimpleUploadedFile(name, content)}
    )
    rows = re.findall(
        r'<tr><th class="n" scope="row">.*?</tr>', controller_client.get(sent["Location"]).content.decode()
    )
    assert len(rows) == 1
    return html.unescape(re.findall(r"<td>(.*?)</td>", rows[0])[-1])


def by_csv(controller_client, *asked):
    quoted = ";".join(f'"{cell}"' for cell in row_of(*asked))
    return by_file(
        controller_client,
        "v.csv",
        f"indicateur;mois;numerateur;denominateur;valeur\n{quoted}\nR2;2025-02;;;5".encode(),
    )


def by_workbook(controller_client, *asked):
    header = ["indicateur", "mois", "numerateur", "denominateur", "valeur"]
    return by_file(
        controller_client, "v.xlsx", workbook(header, row_of(*asked), ["R2", "2025-02", "", "", 5])
    )


def by_api(controller_client, code, field, text):
    body = {field: text} | ({"denominator": "100"} if field == "numerator" else {})
    answer = Program(controller_client.user).put(
        f"actuals/caisse/cpg-2023-2027/{code}/2025-03/", body, version=0
    )
    assert answer.status_code == 422
    return answer.json()["detail"]


def by_batch(controller_client, code, field, text):
    entry = {"organisme": "caisse", "indicator": code, "month": "2025-03", "expected_version": 0, field: text}
    more = {"denominator": "100"} if field == "numerator" else {}
    answer = Program(controller_client.user).post("actuals/", {"entries": [entry | more]})
    assert answer.status_code == 422
    return answer.json()["detail"]


def by_grid(controller_client, code, field, text):
    filled = {"denominator": "100"} if field == "numerator" else {}
    cell = {"version": "0", field: text} | filled
    answer = controller_client.post(f"/caisse/cpg-2023-2027/saisie/{code}/2025-03/", cell)
    assert answer.status_code == 422
    assert answer.json()["parts"] == [field]
    return answer.json()["messages"][0]["text"]


def by_row(controller_client, code, field, text):
    """The grid without JavaScript."""
    key = f"{code}/2025-03"
    row = {"ligne": code, f"{key}/version": "0", f"{key}/{field}": text, f"{key}/{field}/avant": "?"}
    row |= {f"{key}/denominator": "100"} if field == "numerator" else {}
    page = controller_client.post("/caisse/cpg-2023-2027/saisie/", row)
    assert page.status_code == 422
    told = page.content.decode().split("Mars n’est pas enregistré.</strong><p>")[1]
    return html.unescape(told.split(" <a ")[0])


@pytest.mark.parametrize("text", WRONG)
@pytest.mark.parametrize(("code", "field"), [("R1", "numerator"), ("R2", "value")])
def test_one_text_one_sentence(controller_client, contract, code, field, text):
    asked = (controller_client, code, field, text)
    said = by_form(*asked)
    assert WRONG[text] in said
    # Without any figure a row of a file is passed over (it is the template's, not yet filled in), a cell is emptied.
    ways = [by_api, by_batch]
    if (text, field) != ("", "value"):
        ways += [by_csv, by_grid, by_row]
    assert {way.__name__: way(*asked) for way in ways} == {way.__name__: said for way in ways}
    assert not ActualRevision.objects.exists()


@pytest.mark.parametrize("text", [text for text in WRONG if text and not text.startswith(("=", "<"))])
def test_a_workbook_says_it_too(controller_client, contract, text):
    assert by_workbook(controller_client, "R2", "value", text) == by_form(
        controller_client, "R2", "value", text
    )
