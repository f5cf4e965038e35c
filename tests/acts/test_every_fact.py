"""Every kind of fact that an act can write is told by the journal, on its page and in its file."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from accounts.rights import Role
from commitments.models import Change
from dashboards.acts.facts import FACTS
from dashboards.acts.kinds import VERBS, ActKind
from tests.acts.acted import ANSWER, BASED, RATIO, RETURNED, SUM, act_on_everything
from tests.factories import make_user
from tests.pages import text_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
ROOT = Path(__file__).resolve().parents[2]


def test_every_key_to_an_act_is_told():
    keys = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Change
    }
    told = [(each.model, each.by) for each in FACTS]
    assert set(told) == keys
    assert len(told) == len(keys)


def test_what_is_searched_and_named_are_columns():
    """A misspelt path would be an error on the page only once somebody searches."""
    for each in FACTS:
        paths = [*each.texts, *filter(None, (each.indicator, each.action))]
        str(each.model._default_manager.filter(**{f"{path}__isnull": True for path in paths}).query)


def words_in(value):
    """The words that an expression may be: itself, or the two ends of a condition."""
    if isinstance(value, ast.IfExp):
        return words_in(value.body) | words_in(value.orelse)
    return {value.value} if isinstance(value, ast.Constant) else set()


def verbs_opened(root=ROOT):
    """The words given as `verb=` to what opens acts, or as `verb = …` before it, in files that open one."""
    found = set()
    for package in ("commitments", "indicators", "dashboards"):
        for file in (root / package).rglob("*.py"):
            text = file.read_text()
            for node in ast.walk(ast.parse(text)) if "open_change" in text else ():
                if (isinstance(node, ast.keyword) and node.arg == "verb") or (
                    isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "verb"
                ):
                    found |= words_in(node.value)
    return found


def test_every_verb_has_its_words():
    opened = verbs_opened()
    assert {"amend", "follow_up_review", "forbid_own_validation"} <= opened <= set(VERBS)
    assert {each.kind for each in VERBS.values()} == set(ActKind)


# One sentence of each kind of fact, as the page says it, and a cell of the file.
TOLD = [
    (f"{RATIO} (R1)", "Première définition : unité %, sens hausse", "Première définition"),
    ("", "Cibles, version « initiale » (Annexe 3). 2023 : seuil 80 %, objectif 90 %", "Cibles, version"),
    ("", "Mars 2025 saisi : 93 sur 100 (93,00 %). « =1+1 chiffre de l’éditeur »", "93 sur 100 (93,00 %)"),
    ("", "Soumission de mars 2025 retirée", "Soumission de mars 2025 retirée"),
    ("", f"Renvoi de mois n° N dominique Motif : « {RETURNED} »", RETURNED),
    ("", f"Réponse au renvoi : « {ANSWER} »", ANSWER),
    ("", "Mars 2025 validé : 93 sur 100 (93,00 %)", "Mars 2025 validé"),
    (
        "",
        "Correction de mars 2025, à valider de nouveau : 93 sur 100 (93,00 %) → 95 sur 100 (95,00 %)",
        "chiffres inversés",
    ),
    ("", "Mars 2025 retiré : 95 sur 100 (95,00 %)", "Mars 2025 retiré"),
    (
        "",
        "Saisie de plusieurs mois n° N camille, par fichier Motif : « Import de valeurs.csv »",
        "Import de valeurs.csv",
    ),
    ("", "Preuve de mars 2025 jointe, « relevé.txt »", "Preuve de mars 2025 jointe"),
    ("", "Preuve de mars 2025 retirée, « relevé.txt »", "mauvais fichier"),
    ("", "Février 2025 neutralisé", "Février 2025 neutralisé"),
    ("", "Avenant 1, à effet du 01/07/2025 : signé le 1er juillet", "signé le 1er juillet"),
    ("", "2026 : seuil 80 %, objectif 90 % → seuil 82 %, objectif 92 %", "seuil 82 %, objectif 92 %"),
    ("", "Document signé de « avenant 1 » joint, « projet.txt »", "« projet.txt »"),
    ("", "Document signé de « avenant 1 » remplacé, « projet.txt »", "ce n’était que le projet"),
    (f"{SUM} (R2)", "Poids, version « avenant 1 » : non fixé → 2", "Poids, version « avenant 1 »"),
    ("", "Décision sur les poids n° N dominique Motif : « priorité »", "priorité"),
    ("", "Profil mensuel de 2025 décidé : janv. 8,3333 %", "Profil mensuel de 2025 décidé"),
    (f"{BASED} (R3)", "Valeurs de l’année de référence : janv. 40", "Valeurs de l’année de référence"),
    ("", "Score au seuil : 0 → 50", "Score au seuil"),
    ("", "Une application", "Une application"),
    (
        "F1-E1A1 Action E1A1",
        "Responsable : camille → dominique, suppléance camille",
        "dominique, suppléance camille",
    ),
    ("", "2025, saisi : en cours, 40 %. « bien parti »", "bien parti"),
    ("", "2024, soumis : en cours, 80 %", "2024, soumis"),
    ("", "2025, soumission retirée : en cours, 40 %", "2025, soumission retirée"),
    ("", "Renvoi d’échéances n° N dominique Motif : « à préciser »", "à préciser"),
    ("", "Réponse au renvoi : « c’est dit »", "c’est dit"),
    ("", "2025, validé : en cours, 40 %", "2025, validé"),
    ("", "Preuve jointe à 2024 : bilan.txt", "Preuve jointe à 2024"),
    ("", "Preuve retirée de 2024 : bilan.txt", "mauvaise année"),
    ("", f"Lien avec un indicateur : {RATIO} (R1)", "Lien avec un indicateur"),
    ("", f"Lien retiré : {RATIO} (R1)", "Lien retiré"),
    (
        "Décision 1 du comité du 16/09/2025 : Ouvrir douze ateliers à Laval",
        "Décision prise au comité du 16/09/2025 : camille, pour le 31/10/2025",
        "camille, pour le 31/10/2025",
    ),
    ("", "Responsable ou échéance : camille, pour le 31/10/2025 → dominique", "absence de Camille"),
    ("", "Décision faite", "douze ateliers ouverts"),
    ("", "Décision rouverte", "deux ont fermé"),
    ("", "Décision abandonnée", "budget refusé"),
    ("", "Chiffres de la Cnav reçus, 2e trimestre 2025, version 1 : cnav.csv", "cnav.csv"),
    ("", "Écart avec la Cnav, mai 2025 : à régler, attend la Cnav", "demandé à Nadia"),
    ("", "Écart avec la Cnav, mai 2025 : réglé", "ils comptent sans la Mayenne"),
    ("", "Écart avec la Cnav, mai 2025 : à régler, attend le contrôle de gestion", "la Mayenne y est"),
    ("", "Point levé, 1er trimestre 2025 :", "accord de la Cnav"),
    ("", "Levée reprise, 1er trimestre 2025 :", "Levée reprise, 1er trimestre 2025"),
    ("", "Ligne relue, 1er trimestre 2025", "Ligne relue, 1er trimestre 2025"),
    ("", "1er trimestre 2025 clos", "1er trimestre 2025 clos"),
    ("", "Janvier, février et mars 2025 clos", "Janvier, février et mars 2025 clos"),
    ("", "Mars 2025 rouvert jusqu’au 31/10/2025", "oubli"),
    (
        "",
        "Fichier figé établi, 4e trimestre 2024, version 1 : Dossier",
        "Dossier du trimestre (PDF)",
    ),
    ("Bilan à mi-parcours au 30 juin 2025", "Bilan ouvert", "Bilan ouvert"),
    ("", "Texte « Synthèse » écrit. « Une année de montée en charge. »", "Une année de montée en charge."),
    ("", "Version 1 produite", "Version 1 produite"),
    ("", "Validation de ses propres saisies permise", "Validation de ses propres saisies permise"),
    ("", "Validation de ses propres saisies interdite", "Validation de ses propres saisies interdite"),
]


def told_on_the_pages(client, address):
    """The text of every page of the journal, from the latest on."""
    texts, query = [], ""
    while True:
        html = client.get(f"{address}{query}").content.decode()
        texts.append(text_in(html))
        older = re.search(r'href="(\?[^"]*)" rel="next"', html)
        if older is None:
            return re.sub(r"n° \d+", "n° N", re.sub(r" (?=[.,])", "", " ".join(texts)))
        query = older[1].replace("&amp;", "&").partition("#")[0]


def cells(content):
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    return rows, "\n".join(" ".join(cell.split()) for row in rows for cell in row.values())


def test_one_of_each_is_on_the_page_and_in_the_file(client, contract):
    act_on_everything(contract)
    client.force_login(make_user(Role.LECTEUR, contract.body))
    acts = Change.objects.filter(contract=contract)
    assert set(acts.values_list("verb", flat=True)) == set(VERBS)
    address = f"/{contract.body.code}/{contract.code}/journal/"

    pages = told_on_the_pages(client, address)
    rows, file = cells(client.get(f"{address}excel-fr/").content)

    for name, sentence, cell in TOLD:
        assert name in pages, name
        assert sentence in pages, sentence
        assert cell in file, cell
    assert {row["numero"] for row in rows} == {str(each) for each in acts.values_list("sequence", flat=True)}
    for place in set(re.findall(r'<b><a href="([^"]*)"', client.get(address).content.decode())):
        assert client.get(place).status_code == 200, place
    # A spreadsheet runs none of it.
    assert "'=1+1 chiffre de l’éditeur" in {row["commentaire"] for row in rows}
