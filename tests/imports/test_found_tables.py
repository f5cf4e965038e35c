"""The table is found and not assumed: where it is, what is passed over and said, what nobody can read."""

import pytest
import time_machine

from commitments.ledger.tables.readings import Choices, sentences_of
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.domain.model import Absence, Aggregation, Pair
from indicators.imports import prepare, read
from tests.factories import amount, make_body, make_contract, make_indicator

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("today", "contract")]
HEADER = "indicateur;mois;numerateur;denominateur;valeur;absence;commentaire"


@pytest.fixture
def today():
    with time_machine.travel("2025-10-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract():
    """R1 a ratio in percent, R2 a sum without decimals, R12 a sum in euros."""
    contract = make_contract(make_body("caisse"))
    make_indicator(contract, code="R1", bounded=True)
    make_indicator(contract, code="R2", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    make_indicator(contract, code="R12", aggregation=Aggregation.SOMME, unit="€", entry_decimals=2)
    return contract


def prepared(text, choices=None):
    content = text if isinstance(text, bytes) else text.encode()
    table = read(content, choices or Choices())
    return prepare(table, Contract.objects.select_related("body"), None, passes_blank_rows=True)


def facts(preview):
    return {(each.entry.indicator.code, str(each.entry.month)): each.entry.fact for each in preview.new}


def refusals(preview):
    return [(each.line, each.column, each.text, each.code) for each in preview.refused]


def test_what_is_around_the_table_is_passed_over_and_said():
    text = """Suivi du contrat;;
Service : accueil

indicateur;mois;valeur
R2;2025-03;41


R2;2025-04;43
Total;;84
Sous-total accueil;;84
Source : registre, extraction du 3/5
indicateur;mois;valeur"""
    preview = prepared(text)
    assert (preview.refused, facts(preview)) == (
        (),
        {("R2", "2025-03"): amount(41), ("R2", "2025-04"): amount(43)},
    )
    assert [each.line for each in preview.new] == [5, 8]
    assert [number for number, _ in preview.reading.passed] == [1, 2, 9, 10, 11, 12]
    said = " ".join(sentences_of(preview.reading))
    assert "En-tête à la ligne 4, une ligne par mois." in said
    assert "Ligne 9 passée\u00a0: «\u00a0Total\u202f; 84\u00a0»." in said
    assert "2 lignes vides passées." in said


@pytest.mark.parametrize("row", ["Total;2025-03;9", "R2;;9", "R9 total;2025-03;9", ";2025-03;9", "R2"])
def test_what_may_be_a_figure_is_never_passed_over(row):
    """A total names no indicator; what does, or has lost its code, is refused by its row."""
    preview = prepared(f"indicateur;mois;valeur\nR2;2025-02;7\n{row}")
    is_total = row.startswith("Total")
    assert ({each.line for each in preview.refused} == {3}) is not is_total
    assert bool(preview.reading.passed) is is_total


def test_a_comment_that_begins_with_total_is_no_total():
    preview = prepared("commentaire;indicateur;mois;valeur\nTotal des accueils;R2;2025-03;9")
    assert facts(preview) == {("R2", "2025-03"): amount(9)}


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;"])
def test_the_line_of_the_separator_is_none_of_the_rows_that_excel_shows(first):
    preview = prepared(f"{first}\n{HEADER}\nR2;2025-03;;;x1;;")
    assert [(each.line, each.column) for each in preview.refused] == [(2, "valeur")]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators(separator):
    text = f"Suivi, mars\n{HEADER}\nR2;2025-03;;;41;;vu".replace(";", separator)
    assert facts(prepared(text)) == {("R2", "2025-03"): amount(41)}


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    preview = prepared(f'{HEADER}\nR2;2025-03;;;41;;"il a dit ""non""; puis\nrien"\n\nR2;2025-04;;;x1;;')
    assert [(each.line, each.column) for each in preview.refused] == [(4, "valeur")]
    with pytest.raises(UnreadableFileError, match="La ligne 3 n’est pas un CSV"):
        read(f'{HEADER}\nR2;2025-03;;;41;;"a\nb"\nR2;"'.encode())


def test_months_in_columns():
    text = "Indicateur;Libellé;janv-25;févr. 2025;2025-03;04/2025\nR2;;41;43 ;;sans objet\nR12;;1 204,50;x1;;"
    preview = prepared(text)
    assert facts(preview) == {
        ("R2", "2025-01"): amount(41),
        ("R2", "2025-02"): amount(43),
        ("R2", "2025-04"): Absence("sans_objet", "sans précision"),
        ("R12", "2025-01"): amount("1204.5"),
    }
    assert refusals(preview) == [(3, "févr. 2025", "x1", "not_a_number")]
    assert preview.reading.shape == "un mois par colonne"


@pytest.mark.parametrize(
    "rows",
    [
        "indicateur;2025-01;2025-02\nR1 numérateur;9;8\nR1 dénominateur;10;20",
        "indicateur;2025-01;2025-02\nR1 (num.);9;8\nR1 - den;10;20",
        "indicateur;partie;2025-01;2025-02\nR1;Numérateur;9;8\nR1;Dénominateur;10;20",
        "indicateur;libelle;2025-01;2025-02\nR1;numerateur;9;8\nR1;denominateur;10;20",
        "annee;indicateur;Partie;janvier;fév\n2025;R1;num;9;8\n2025;R1;den;10;20",
    ],
)
def test_months_in_columns_with_a_row_for_each_part(rows):
    assert facts(prepared(rows)) == {("R1", "2025-01"): Pair(9, 10), ("R1", "2025-02"): Pair(8, 20)}


def test_what_is_wrong_with_months_in_columns_is_told_by_row_and_month():
    rows = (
        "R1 num;11;5;",
        "R1 den;10;;",
        "R2;1;;3",
        "R2;2;;",
        "R12;4;;",
        "R12 num;;;5",
        "R99;4;5;",
        "Total;9;9;9",
    )
    preview = prepared("\n".join(["indicateur;2025-01;2025-02;2030-01", *rows]))
    assert {(each.line, each.column, each.code) for each in preview.refused} == {
        (2, "2025-01", "numerator_too_large"),
        (2, "2025-02", "empty"),
        (4, "2030-01", "outside_contract"),
        (4, "2025-01", "twice_in_the_file"),
        (5, "2025-01", "twice_in_the_file"),
        (7, "2030-01", "outside_contract"),
        (7, "2030-01", "wrong_shape"),
        (8, "indicateur", "unknown_indicator"),
    }


def test_the_same_month_in_two_columns_is_refused():
    preview = prepared("indicateur;janv-25;2025-01\nR2;1;2")
    assert [(each.column, each.code) for each in preview.refused] == [("2025-01", "header")]
    assert preview.new == ()


@pytest.mark.parametrize(
    ("year", "month", "is_read"),
    [("2025", "3", True), ("2025", "mars", True), ("2025", "Sept.", True), ("2025", "2025-03", True),
     ("", "2025-03", True),
     ("2024", "2025-03", False), ("25", "3", False), ("2025", "13", False), ("", "3", False)],
)  # fmt: skip
def test_a_year_beside_its_month(year, month, is_read):
    preview = prepared(f"indicateur;annee;mois;valeur\nR2;{year};{month};5")
    assert (len(preview.new), [each.column for each in preview.refused]) == (
        (1, []) if is_read else (0, ["mois"])
    )


@pytest.mark.parametrize(
    "month",
    [
        "2025-03",
        "03/2025",
        "3-2025",
        "mars 2025",
        "Mars-25",
        "2025-03-31",
        "31/03/2025",
        "2025-03-01 00:00:00",
    ],
)
def test_months_as_people_write_them(month):
    assert [each.entry.month for each in prepared(f"indicateur;mois;valeur\nR2;{month};5").new] == [
        Month(2025, 3)
    ]


@pytest.mark.parametrize(
    ("text", "number"), [("+5", 5), ("5.0", 5), ("5,00", 5), ("1\u2009204", 1204), ("1\u202f204", 1204)]
)
def test_numbers_as_people_and_programs_write_them(text, number):
    assert facts(prepared(f"indicateur;mois;valeur\nR2;2025-03;{text}")) == {
        ("R2", "2025-03"): amount(number)
    }


@pytest.mark.parametrize("word", ["non disponible", "Non_Disponible", "NON DISPONIBLE"])
def test_absences_by_their_words(word):
    preview = prepared(f"indicateur;mois;absence;commentaire\nR2;2025-03;{word};panne")
    assert facts(preview) == {("R2", "2025-03"): Absence("non_disponible", "panne")}


@pytest.mark.parametrize(
    ("header", "row", "column", "code"),
    [
        ("indicateur,mois,valeur", "R2,2025-03,41,5", "colonne 4", "no_heading"),
        ("indicateur,mois,valeur,commentaire", "R2,2025-03,41,5", "commentaire", "decimal_comma"),
    ],
)
def test_a_decimal_comma_that_was_not_quoted_is_named(header, row, column, code):
    preview = prepared(f"{header}\n{row}")
    assert [(each.column, each.code) for each in preview.refused] == [(column, code)]
    assert "virgule décimale" in preview.refused[0].reason
    with_semicolons = prepared(f"{header}\n{row}".replace(",", ";"))
    assert "virgule" not in "".join(each.reason for each in with_semicolons.refused)


@pytest.mark.parametrize("code", ["R01", "r 1", "1"])
def test_an_unknown_indicator_is_told_with_the_nearest(code):
    reason = prepared(f"indicateur;mois;valeur\n{code};2025-03;5").refused[0].reason
    assert "Codes les plus proches\u00a0: R1" in reason


def test_label_and_unit_are_read_and_checked_and_never_written(contract):
    indicator = contract.indicators.with_definition().get(code="R2")
    header = "indicateur;libelle;unite;mois;valeur"
    good = prepared(f"{header}\nR2;{indicator.label.upper()};Rendez-vous;2025-03;5\nR2;;;2025-04;6")
    assert (len(good.new), good.refused) == (2, ())
    bad = prepared(f"{header}\nR2;Délai de paiement;jours;2025-03;5")
    assert [(each.column, each.code) for each in bad.refused] == [
        ("libelle", "other_label"),
        ("unite", "wrong_unit"),
    ]
    assert indicator.label in bad.refused[0].reason


def test_an_unknown_column_is_refused_by_name_unless_it_is_left_out():
    text = "indicateur;mois;valeur;Service\nR2;2025-03;5;accueil\nR9;2025-03;6;accueil"
    preview = prepared(text)
    assert [(each.line, each.column) for each in preview.refused] == [(1, "Service"), (3, "indicateur")]
    assert preview.reading.unknown == ("Service",)
    without = prepared(text, Choices(left_out=frozenset({"service"})))
    assert [(each.line, each.column) for each in without.refused] == [(3, "indicateur")]
    assert "Colonne laissée de côté\u00a0: «\u00a0Service\u00a0»." in sentences_of(without.reading)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"A;B;C\nR2;2025-03;5", "A\u202f; B\u202f; C"),
        (b"code;zone;date;valeur\nR2;D44;2025-03;5", "Partez du modèle"),
        (("\n" * 20 + f"{HEADER}\nR2;2025-03;;;5;;").encode(), "20 premières lignes"),
        (b"<html><table><tr><td>indicateur</td></tr></table></html>", "n’est pas un classeur"),
        (b"<?xml version='1.0'?><Workbook/>", "n’est pas un classeur"),
        ("indicateur;mois;numérateur;denominateur\nR1;2025-03;1;2".encode("mac_roman"), "Mac Roman"),
        ("indicateur;mois;valeur;commentaire\nR2;2025-03;1;reçu très tôt".encode("mac_roman"), "Mac Roman"),
        ("indicateur;mois;numérateur\nR1;2025-03;1".encode().decode("cp1252").encode(), "numÃ©rateur"),
        ("indicateur;mois;valeur;commentaire\nR2;2025-03;1;reÃ§u".encode(), "«\u00a0reçu\u00a0»"),
    ],
)
def test_what_is_no_table_is_told_with_its_cause(content, said):
    with pytest.raises(UnreadableFileError) as refused:
        read(content)
    assert said in str(refused.value)


def test_french_texts_in_windows_1252_are_not_taken_for_those_of_a_mac():
    text = "indicateur;mois;valeur;commentaire\nR2;2025-03;1;œuvre reçue très tôt – 5 ‰, Škoda, « été »™"
    assert prepared(text.encode("cp1252")).new[0].entry.comment.endswith("« été »™")
