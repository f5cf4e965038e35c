"""A written text beside the figures: which sentence no longer agrees, which number is that of none."""

import pytest

from cpg.shared.periods import Month
from dashboards.commentary.agreement import Agreement, cited_in, sentences_of
from dashboards.commentary.numbers import cites, numbers_left
from dashboards.commentary.parts import Figure, Figures, Lineage, Place, by_key

TEXT = (
    "L’indicateur progresse\u00a0: 1 234,5 % pour un objectif de 90 %. Il manque 12 dossiers au 2e trimestre 2026. "
    "Le service recrute deux agents, env. 3 mois de formation. Décembre finirait près de 95,2 %."
)
PLACE = Place(Lineage.WHY, Month(2026, 9), "R1")


def figures(**texts: str) -> Figures:
    return by_key(Figure(key, f"le chiffre {key}", text, PLACE) for key, text in texts.items())


THEN = figures(
    statut="Atteint",
    valeur="1\u202f234,5\u00a0%",
    objectif="90\u00a0%",
    projection="95,2\u00a0%",
    ecart="2\u00a0pt",
)


def agreement(**changed: str) -> Agreement:
    now = {key: figure.text for key, figure in THEN.items()} | changed
    return Agreement(TEXT, cited_in(TEXT, THEN), figures(**now))


def test_a_text_keeps_the_figures_that_it_cites_whatever_spaces_were_typed() -> None:
    assert set(cited_in(TEXT, THEN)) == {"statut", "valeur", "objectif", "projection"}


def test_only_the_sentence_that_cites_a_changed_figure_no_longer_agrees() -> None:
    found = agreement(projection="94,8\u00a0%")
    assert [bool(each.disagreements) for each in found.sentences] == [False, False, False, True]
    assert found.sentences[3].disagreements[0].words == (
        "le chiffre projection\u00a0: 95,2\u00a0% à l’écriture, 94,8\u00a0% aujourd’hui"
    )
    assert not found.holds
    assert agreement().holds
    assert agreement(ecart="7\u00a0pt").holds


def test_a_changed_status_concerns_the_whole_text_and_a_figure_that_is_gone_its_sentence() -> None:
    assert [each.key for each in agreement(statut="Seuil non tenu").of_the_whole] == ["statut"]
    gone = agreement(objectif="")
    assert gone.sentences[0].disagreements[0].now == ""
    assert not gone.of_the_whole


def test_a_number_of_no_figure_is_told_and_dates_are_not() -> None:
    assert agreement().alone == ["12", "3"]
    told = Agreement("Au 1er juillet 2026, T3 2026 et R15, 7 sur 10\u00a0: le 30/06/2026.", {}, figures())
    assert told.alone == ["7"]
    named = (
        "Le 12 septembre, le 1er\u00a0janvier, au 2ᵉ trimestre et le 30/06 à 14 h 05, l’avenant n°\u00a02, "
        "F4-E2A3 et R12\u00a0: 3 mois."
    )
    assert Agreement(named, {}, {}).alone == ["3"]


@pytest.mark.parametrize(
    ("text", "figure", "is_cited"),
    [
        ("de 12 %", "2\u00a0%", False),
        ("de 2,5 %", "2", False),
        ("de 2 500", "2", False),
        ("soit −22,28 %.", "−22,28\u00a0%", True),
        ("soit -22,28 %.", "−22,28\u00a0%", True),
        ("environ 4 chances sur 10", "environ 4\u00a0chances sur\u00a010", True),
        ("Il est à 2.", "2", True),
    ],
)
def test_a_figure_is_cited_as_a_whole(text: str, figure: str, is_cited: bool) -> None:
    assert cites(text, figure) is is_cited


@pytest.mark.parametrize(
    ("text", "figure", "cited_as"),
    [
        ("Le service forme deux agents en 2 mois.", "2\u00a0mois", ""),
        ("Une formation de 2 mois est prévue.", "2\u00a0mois", ""),
        ("Le renfort arrive dans 2 mois.", "2\u00a0mois", ""),
        ("Depuis 15 j, un agent est absent.", "15\u00a0j", ""),
        ("Il y a 2 mois, un agent est parti.", "2\u00a0mois", ""),
        ("Nous avons revu 2 procédures et 3 circuits.", "2", ""),
        ("L’indicateur est à 2 mois.", "2\u00a0mois", "valeur"),
        ("Le délai moyen est de 15 j.", "15\u00a0j", "valeur"),
        ("Le délai, 15 j, s’allonge.", "15\u00a0j", "valeur"),
        ("Il reste à 2 mois pour un objectif à date de 1 mois.", "1\u00a0mois", "valeur"),
        ("Il est entre le seuil (3 mois) et l’objectif à date (2 mois).", "2\u00a0mois", "valeur"),
        ("Décembre finirait près de 4 mois, entre 3 mois et 5 mois.", "5\u00a0mois", "valeur"),
        ("Il manque 2 mois.", "2\u00a0mois", "ecart"),
        ("Il y a 2 mois de trop pour l’objectif.", "2\u00a0mois", "ecart"),
        ("L’objectif est tenu, soit 2 mois de moins.", "2\u00a0mois", "ecart"),
        ("Le service tient 95,2 % en 2 mois.", "95,2\u00a0%", "valeur ecart"),
        ("La réserve couvre 45 j.", "45\u00a0j", "valeur ecart"),
        ("Le réseau compte 2 départements.", "2\u00a0départements", "valeur ecart"),
    ],
)
def test_a_short_figure_is_cited_beside_the_words_of_its_measure(
    text: str, figure: str, cited_as: str
) -> None:
    assert [key for key in ("valeur", "ecart") if cites(text, figure, key)] == cited_as.split()


def test_a_short_figure_that_changed_marks_only_what_says_it() -> None:
    text = "L’indicateur est à 2 mois. Une formation de 2 mois est prévue."
    then, now = figures(valeur="2\u00a0mois"), figures(valeur="3\u00a0mois")
    found = Agreement(text, cited_in(text, then), now)
    assert [bool(each.disagreements) for each in found.sentences] == [True, False]
    other = "Une formation de 2 mois est prévue."
    assert cited_in(other, then) == {}
    assert Agreement(other, {"valeur": "2\u00a0mois"}, now).holds, "kept before short figures were told apart"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Il reste 2026 dossiers.", ["2026"]),
        ("Nous traitons 2026 dossiers.", ["2026"]),
        ("À 2026 rendez-vous, le cap est tenu.", ["2026"]),
        ("Sur 2026 appels, 10 attendent.", ["2026", "10"]),
        ("Il a coûté 2026 €.", ["2026"]),
        ("Sur 10 dossiers, un est incomplet.", ["10"]),
        ("Environ 4 chances sur 10.", ["4"]),
        ("En 2026 des renforts arrivent, en 2026 nous recrutons.", []),
        ("L’année 2026, la fin 2025 et 2024.", []),
        ("Les objectifs 2026 revus, le contrat 2023-2027.", []),
        ("Depuis 2024 les délais baissent.", []),
        ("Au 30 juin 2026, en septembre 2026 deux agents.", []),
    ],
)
def test_a_year_is_no_figure_and_as_many_dossiers_are(text: str, left: list[str]) -> None:
    assert numbers_left(text) == left


def test_a_written_figure_leads_to_its_lineage_as_it_was_typed() -> None:
    parts = agreement(projection="94,8\u00a0%").sentences[0].parts
    assert [each.text for each in parts if isinstance(each, Figure)] == ["1 234,5 %", "90 %"]
    assert "".join(each if isinstance(each, str) else each.text for each in parts) == sentences_of(TEXT)[0]
    assert not any(
        isinstance(each, Figure) for each in agreement(projection="94,8\u00a0%").sentences[3].parts
    )


def test_an_abbreviation_ends_no_sentence() -> None:
    assert len(sentences_of(TEXT)) == 4
