"""The statement of accessibility: what the law requires, and the figures of the published self-assessment."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.urls import reverse

from tests.pages import text_in

pytestmark = pytest.mark.django_db
AUDIT = (Path(__file__).parents[2] / "docs" / "accessibilite.md").read_text("utf-8")
# How many criteria each theme of the RGAA 4.1.2 has.
THEMES = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
CRITERION = re.compile(r"^\| (\d+)\.(\d+) \| (C|NC|NA) \| \S.*\|$", re.MULTILINE)
REQUIRED = (
    "article 47 de la loi n° 2005-102 du 11 février 2005",
    "partiellement conforme",
    "Contenus non accessibles",
    "charge disproportionnée",
    "Établissement de cette déclaration",
    "Technologies",
    "Environnement de test",
    "Pages vérifiées",
    "contact",
    "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07",
)


def statement(client) -> str:
    return text_in(client.get(reverse("accessibility")).content.decode())


def test_the_self_assessment_answers_each_criterion_once() -> None:
    wanted = [(str(theme), str(n)) for theme, count in enumerate(THEMES, 1) for n in range(1, count + 1)]
    assert [(theme, n) for theme, n, _ in CRITERION.findall(AUDIT)] == wanted


def test_the_statement_gives_the_figures_of_the_self_assessment(client) -> None:
    count = Counter(state for *_, state in CRITERION.findall(AUDIT))
    share = round(100 * count["C"] / (count["C"] + count["NC"]))
    figures = f"{count['C']} critères conformes, {count['NC']} non conformes et {count['NA']} sans objet"
    assert figures in statement(client)
    assert f"{share} % des critères applicables" in statement(client)


def test_the_statement_names_each_criterion_that_is_not_met(client) -> None:
    not_met = {f"{theme}.{n}" for theme, n, state in CRITERION.findall(AUDIT) if state == "NC"}
    told = set(re.findall(r"\d+\.\d+", " ".join(re.findall(r"\(([\d., ]+)\)", statement(client)))))
    assert told == not_met


def test_the_statement_says_what_the_law_wants(client, settings) -> None:
    settings.ACCESSIBILITY_BODY = "Carsat Exemple"
    settings.ACCESSIBILITY_SCHEME_URL = "https://exemple.fr/schema"
    assert [item for item in REQUIRED if item not in statement(client)] == []
    assert "Carsat Exemple s’engage" in statement(client)
    assert 'href="https://exemple.fr/schema"' in client.get(reverse("accessibility")).content.decode()
