"""What no table holds by itself: texts of the contract, deliverables, rows of themes, numbers that two tables tell."""

import pytest

from indicators.reading import as_contract_file, facts_of, read_document, review_tenths
from indicators.reading.deliverables import deliverables_of
from indicators.reading.facts import FactKind
from indicators.reading.proposals import DoubtKind
from indicators.reading.themes import codes_in, rows_in_words
from tests.reading.laying_out import as_odt, blocks_of

pytestmark = pytest.mark.one_database
YEARS = range(2023, 2028)

# As a person pastes a document that lost its columns.
TEXT = """
PREAMBULE
1 – Les ambitions de la branche
La branche veut mieux répondre, et le faire avec tous ses
partenaires. Elle s'en donne les moyens.
• Écouter
Les assurés sont entendus.
2 – La nature du contrat
Il dure deux ans.
PARTIE 1 – Servir
Fiche 1 - Répondre vite au service des assurés
Enjeux
L'offre est riche. Elle doit continuer d'évoluer pour répondre
davantage aux attentes.
Engagements de l'Assurance
La caisse répond à chacun dans des délais courts.
Engagements de la branche
N° Engagements
Actions Evaluation des actions 2028 2029
E1 Répondre

E1A1 Former

1 - Former en 2028 les équipes de la caisse.
2 - Mesurer à compter de 2028 les effets de la formation.

X X
X
Indicateurs de performance
2028 2029
R1 Taux de réponses 90% 91%
Fiche 2 - Maîtriser le risque financier de la caisse
Enjeux
Tout assuré attend un montant exact, payé à bon droit.
Indicateurs de performance
2028 2029
R2 Montant des préjudices constatés 1 176 893 1 223 968
R3 Taux de recouvrement
ANNEXES
Annexe 1 – Indicateurs
Seuil Objectif Seuil Objectif
R1 Taux de réponses 85% 90% 86% 91%
R2 Montant des préjudices constatés 882 670 1 176 893 917 976 1 223 968
R3 Taux de recouvrement
TOTAL GENERAL
Relation de service
Conformité financière
Les trajectoires seront calculées une fois les règles arrêtées
"""
PARAGRAPHS = (
    "La branche veut mieux répondre, et le faire avec tous ses partenaires. Elle s'en donne les moyens.\n"
    "- Écouter\nLes assurés sont entendus."
)


@pytest.fixture(scope="module")
def proposal():
    return read_document(TEXT.encode())


def test_texts_are_proposed_beside_their_place_and_go_where_the_file_has_them(proposal):
    read = [(text.rubric, text.fiche, text.title, text.text) for text in proposal.texts]
    assert read == [
        (
            "texte",
            0,
            "Les ambitions de la branche",
            PARAGRAPHS,
        ),
        ("texte", 0, "La nature du contrat", "Il dure deux ans."),
        (
            "enjeux",
            1,
            "Enjeux",
            "L'offre est riche. Elle doit continuer d'évoluer pour répondre davantage aux attentes.",
        ),
        (
            "engagements_de_la_branche",
            1,
            "Engagements de la branche",
            "La caisse répond à chacun dans des délais courts.",
        ),
        ("enjeux", 2, "Enjeux", "Tout assuré attend un montant exact, payé à bon droit."),
    ]
    assert proposal.texts[2].place.line == TEXT.splitlines().index("Enjeux") + 1
    made = as_contract_file(((fact.kind, fact.value) for fact in facts_of(proposal)), {}, {})
    assert [text["titre"] for text in made["contrat"]["textes"]] == [
        "Les ambitions de la branche",
        "La nature du contrat",
    ]
    first, second = made["parties"][0]["fiches"]
    assert first["engagements_de_la_branche"] == read[3][3]
    assert (second["enjeux"], "engagements_de_la_branche" in second) == (read[4][3], False)


def test_texts_of_a_document_with_tables_are_the_same(data, layout):
    proposal = read_document(as_odt(blocks_of(data, layout)))
    read = {text.fiche: text.text for text in proposal.texts if text.rubric == "enjeux"}
    fiches = [fiche for part in data["parties"] for fiche in part["fiches"]]
    assert read == {fiche["numero"]: fiche["enjeux"] for fiche in fiches}


def test_several_marks_a_year_are_deliverables_with_their_years_and_are_asked(proposal):
    (action,) = proposal.actions
    assert [(each.text, each.years) for each in action.deliverables] == [
        ("Former en 2028 les équipes de la caisse.", (2028,)),
        ("Mesurer à compter de 2028 les effets de la formation.", (2028, 2029)),
    ]
    fact = next(fact for fact in facts_of(proposal) if fact.kind is FactKind.ACTION)
    assert "annees" not in fact.value
    assert fact.flagged
    said = "- Publier en 2023-2024 une charte\n- Suivre chaque trimestre les effets\n- Conclure avant fin 2026 un bilan"
    assert [each.years for each in deliverables_of(said, YEARS)] == [(2023, 2024), tuple(YEARS), (2026,)]
    # A table says the years of all where each has its mark in each.
    marked = deliverables_of(said, YEARS, {2024: 3, 2025: 3})
    assert {each.years for each in marked} == {(2024, 2025)}
    assert deliverables_of("Un seul bilan annuel des effets", YEARS) == ()


def test_themes_that_are_named_apart_are_given_rows_and_each_is_asked(proposal):
    assert [(each.code, each.row.theme) for each in proposal.indicators] == [("R1", 1), ("R2", 2), ("R3", 2)]
    themes = [fact for fact in facts_of(proposal) if fact.kind is FactKind.THEME]
    assert [fact.flagged for fact in themes] == [1, 1]
    assert "R2, R3 lui sont proposés" in themes[1].doubts[0].sentence
    codes = [f"R{number}" for number in range(1, 9)]
    chosen = ["R1", "R2", "R3", "R5", "R7", "R8"]
    assert rows_in_words(chosen) == "R1 à R3, R5, R7, R8"
    assert codes_in("R1 à R3, R5, R7, R8", codes) == chosen
    assert codes_in("R1 à R99", codes) == ["R1 à R99"], (
        "a code that is not there is told, and not passed over"
    )


def kinds(proposal, code):
    return {doubt.kind for each in proposal.indicators if each.code == code for doubt in each.doubts}


def test_what_a_second_table_or_a_sentence_settles_is_no_doubt_any_more(proposal):
    assert DoubtKind.SPACES not in kinds(proposal, "R2")
    assert proposal.indicators[1].row.targets[2029].seuil == "917976"
    assert DoubtKind.LATER not in kinds(proposal, "R3")
    # Another number in the fiche, or no sentence, and it is asked again.
    other = TEXT.replace("constatés 1 176 893 1", "constatés 1 176 894 1").replace(
        "Les trajectoires", "Elles"
    )
    doubted = read_document(other.replace("seront calculées", "viennent").encode())
    assert DoubtKind.SPACES in kinds(doubted, "R2")
    assert DoubtKind.LATER in kinds(doubted, "R3")


def test_a_difference_and_its_entry_of_the_register_are_read_once(data, layout):
    facts = {fact.key: fact for fact in facts_of(read_document(as_odt(blocks_of(data, layout))))}
    fact = facts["R19:cibles"]
    assert fact.other is not None
    assert fact.other["cibles"]["2024"] == {"type": "defini", "seuil": "89", "objectif": "93"}
    assert facts[fact.register].value["titre"] == "Objectif de R19 en 2024"
    assert review_tenths([facts[fact.register]]) == 0
    # The fiche counts in another unit: nothing of it can be retained in one click.
    assert (facts["R10:cibles"].other, bool(facts["R10:cibles"].register)) == (None, True)
