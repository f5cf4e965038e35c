"""Files of monthly figures: what is taken, what is refused and why, and that a file is taken whole or not at all."""

from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.rights import Role
from commitments.ledger.refusals import StaleVersion
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.domain import attain
from indicators.domain.model import Absence, Aggregation, Amount, Pair
from indicators.imports import apply, prepare
from indicators.imports.preparing import read
from indicators.models import ActualRevision
from indicators.recording import lock
from indicators.selectors import series_of
from tests.factories import (
    amount,
    assign,
    enter,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEADER = "indicateur;mois;numerateur;denominateur;valeur;absence;commentaire"


@pytest.fixture
def today():
    with time_machine.travel("2025-10-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract():
    """R1 a bounded ratio, R2 a sum from 2024 on, R3 a percentage known by its last value, R4 a sum."""
    contract = make_contract(make_body("caisse"))
    make_indicator(contract, code="R1", bounded=True)
    make_indicator(
        contract, code="R2", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0, first_year=2024
    )
    make_indicator(contract, code="R3", aggregation=Aggregation.DERNIER, entry_decimals=2)
    make_indicator(contract, code="R4", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    return contract


def prepared(text, actor=None, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return prepare(read(content), Contract.objects.select_related("body"), actor, **options)


def rows(*lines):
    return "\n".join([HEADER, *lines])


def refusals(preview):
    return [(each.line, each.column, each.text) for each in preview.refused]


def facts(contract, code):
    return dict(series_of(contract.indicators.with_definition().get(code=code)).facts)


def write(preview):
    return apply(preview, actor=None, origin=Origin.IMPORT, reason="Import d’un fichier")


@pytest.mark.parametrize(
    ("line", "column", "text", "reason"),
    [
        ("R9;2025-01;;;5;;", "indicateur", "R9", "inconnu"),
        ("R1;2030-01;1;2;;;", "mois", "2030-01", "hors du contrat"),
        ("R1;2025-11;1;2;;;", "mois", "2025-11", "commencé"),
        ("R2;2023-12;;;5;;", "mois", "2023-12", "à partir de 2024"),
        ("R1;2025-03-02;1;2;;;", "mois", "2025-03-02", "dernier jour"),
        ("R1;30/03/2025;1;2;;;", "mois", "30/03/2025", "dernier jour"),
        ("R1;mors 2025;1;2;;;", "mois", "mors 2025", "pas un mois"),
        ("R1;mars;1;2;;;", "mois", "mars", "pas un mois"),
        ("R1;45717;1;2;;;", "mois", "45717", "format de date"),
        ("R1;2025-13;1;2;;;", "mois", "2025-13", "pas un mois"),
        ("R1;2025-01;;;5;;", "valeur", "5", "un numérateur et un dénominateur"),
        ("R2;2025-01;1;;;;", "numerateur", "1", "attend une valeur"),
        ("R1;2025-01;3;2;;;", "numerateur", "3", "dépasse"),
        ("R1;2025-01;-1;2;;;", "numerateur", "-1", "négatif"),
        ("R2;2025-01;;;−5;;", "valeur", "−5", "négatif"),
        ("R1;2025-01;1,5;2;;;", "numerateur", "1,5", "entier"),
        ("R3;2025-01;;;92,555;;", "valeur", "92,555", "2 décimales"),
        ("R2;2025-01;;;3,796;;", "valeur", "3,796", "3\u202f796"),
        ("R2;2025-01;;;2.000;;", "valeur", "2.000", "2\u202f000"),
        ("R2;2025-01;;;12,5;;", "valeur", "12,5", "entier"),
        ("R3;2025-01;;;92,500;;", "valeur", "92,500", "2 décimales"),
        ("R3;2025-01;;;92,5 j;;", "valeur", "92,5 j", "unité attendue"),
        ("R1;2025-01;50 %;100;;;", "numerateur", "50 %", "L’unité"),
        ("R2;2025-01;;;12 34;;", "valeur", "12 34", "pas un nombre"),
        ("R2;2025-01;;;1_000;;", "valeur", "1_000", "pas un nombre"),
        ("R2;2025-01;;;1e5;;", "valeur", "1e5", "pas un nombre"),
        ("R2;2025-01;;;NaN;;", "valeur", "NaN", "pas un nombre"),
        ("R2;2025-01;;;١٢;;", "valeur", "١٢", "pas un nombre"),
        ("R2;2025-01;;;12345678901;;", "valeur", "12345678901", "dix chiffres"),
        ("R2;2025-01;;;;;", "valeur", "", "Il manque"),
        ("R2;2025-01;;;;absent;vacances", "absence", "absent", "inconnue"),
        ("R2;2025-01;;;5;sans_objet;rien", "valeur", "5", "ne va pas avec"),
        ("R2;2025-01;;;5;;;trop", "colonne 8", "trop", "aucun nom de colonne"),
    ],
)
def test_each_refusal_says_where_what_and_why(contract, line, column, text, reason):
    preview = prepared(rows("R2;2025-02;;;7;;", line))
    assert refusals(preview) == [(3, column, text)]
    assert reason in preview.refused[0].reason


def test_a_closed_month_is_refused(contract):
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.COMMAND)
    preview = prepared(rows("R2;2025-01;;;5;;", "R2;2025-02;;;5;;"))
    assert refusals(preview) == [(2, "mois", "2025-01")]


def test_two_rows_for_one_month_are_refused_however_the_month_is_written(contract):
    preview = prepared(rows("R2;2025-01;;;5;;", "R1;2025-01;1;2;;;", "R2;01/2025;;;5;;"))
    assert refusals(preview) == [(2, "mois", "2025-01"), (4, "mois", "01/2025")]
    assert ["ligne 4" in preview.refused[0].reason, "ligne 2" in preview.refused[1].reason] == [True, True]
    assert [each.entry.indicator.code for each in preview.new] == ["R1"]


def test_every_error_of_a_row_is_told(contract):
    lines = ["R9;2025-01;1;2;;;", "R1;2025-14;x;2;;;", "R1;2025-01;x;y;;;", "R1;01/01/2025;z;2;;;;trop"]
    assert refusals(prepared(rows(*lines))) == [
        (2, "indicateur", "R9"),
        (3, "mois", "2025-14"),
        (3, "numerateur", "x"),
        (4, "numerateur", "x"),
        (4, "denominateur", "y"),
        (4, "mois", "2025-01"),
        (5, "colonne 8", "trop"),
        (5, "numerateur", "z"),
        (5, "mois", "01/01/2025"),
    ]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("indicateur;mois;valeur;couleur", ["couleur"]),
        ("indicateur;valeur", ["mois"]),
        ("indicateur;mois;valeur;Valeur", ["valeur"]),
    ],
)
def test_a_wrong_header_is_refused_by_name(contract, header, names):
    preview = prepared(f"{header}\nR2;2025-01;5;6")
    assert [each.column for each in preview.refused] == names


def test_what_stands_under_an_empty_heading_is_not_lost_in_silence(contract):
    preview = prepared("indicateur;mois;valeur;;\nR2;2025-01;5;;\nR2;2025-02;5;6;")
    assert refusals(preview) == [(3, "colonne 4", "6")]
    assert [each.line for each in preview.new] == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators(contract, encoding, separator):
    lines = ["Mois;Indicateur;Numérateur;DÉNOMINATEUR;commentaire", "01/03/2025;r1;1 234;2 000;été"]
    content = "\r\n".join(lines).replace(";", separator).encode(encoding)
    preview = prepared(content)
    assert refusals(preview) == []
    assert preview.new[0].entry.fact == pair(1234, 2000)
    assert preview.new[0].entry.comment == "été"


@pytest.mark.parametrize("month", ["2025-03", "2025-03-01", "03/2025", "01/03/2025", " 2025-03 "])
def test_months_as_people_write_them(contract, month):
    assert prepared(rows(f"R2;{month};;;5;;")).new[0].entry.month == Month(2025, 3)


@pytest.mark.parametrize("content", [b"", b"\n\n", b'indicateur;mois\n"R1;2025', b"\x81\x8d\x8f"])
def test_what_is_no_table_is_said(content):
    with pytest.raises(UnreadableFileError):
        read(content)


def test_what_will_change_is_shown_before_it_is_written(contract):
    indicator = contract.indicators.with_definition().get(code="R2")
    enter(indicator, "2025-01", amount(5))
    enter(indicator, "2025-02", amount(6), comment="noté")
    preview = prepared(rows("R2;2025-01;;;8;;", "R2;2025-02;;;6;;", "R2;2025-03;;;7;;"))
    assert [(each.before, each.entry.fact) for each in preview.changed] == [(amount(5), amount(8))]
    assert [each.line for each in preview.unchanged] == [3]
    assert [each.line for each in preview.new] == [4]
    assert facts(contract, "R2") == {Month(2025, 1): Amount(5), Month(2025, 2): Amount(6)}
    assert write(preview) == 2
    assert facts(contract, "R2")[Month(2025, 1)] == Amount(8)
    standing = ActualRevision.objects.get(month="2025-02-01", current_of__isnull=False)
    assert (standing.version, standing.comment) == (1, "noté")


def test_an_absence_takes_its_reason_from_the_comment(contract):
    write(prepared(rows("R2;2025-01;;;;non_disponible;panne", "R1;2025-01;0;0;;;")))
    assert facts(contract, "R2")[Month(2025, 1)] == Absence("non_disponible", "panne")
    assert facts(contract, "R1")[Month(2025, 1)] == Pair(0, 0)


def test_an_absence_without_a_comment_keeps_the_reason_that_stands_or_says_that_it_has_none(contract):
    write(prepared(rows("R2;2025-01;;;;non_disponible;panne", "R2;2025-02;;;;sans_objet;")))
    assert facts(contract, "R2") == {
        Month(2025, 1): Absence("non_disponible", "panne"),
        Month(2025, 2): Absence("sans_objet", "sans précision"),
    }
    again = prepared("indicateur;mois;absence\nR2;2025-01;non_disponible\nR2;2025-02;sans_objet")
    assert (len(again.unchanged), again.refused) == (2, ())
    other = prepared("indicateur;mois;absence\nR2;2025-01;sans_objet")
    assert other.changed[0].entry.fact == Absence("sans_objet", "sans précision")


def test_a_month_without_denominator_counts_its_numerator_where_the_measure_is_not_bounded(contract):
    """Heating is off in the same month of the year of reference; a debt is recovered, none is new."""
    make_indicator(contract, code="R5", aggregation=Aggregation.EVOLUTION)
    preview = prepared(rows("R5;2025-01;100;80;;;", "R5;2025-02;20;0;;;", "R1;2025-02;1;0;;;"))
    assert [(each.line, each.column) for each in preview.refused] == [(4, "numerateur")]
    write(prepared(rows("R5;2025-01;100;80;;;", "R5;2025-02;20;0;;;")))
    february = attain(series_of(contract.indicators.with_definition().get(code="R5")), Month(2025, 2))
    assert (february.value, february.numerator, february.denominator) == (Decimal("50.00"), 120, 80)


def test_somebody_who_wrote_since_the_preview_is_not_overwritten(contract):
    preview = prepared(rows("R1;2025-01;1;2;;;", "R2;2025-01;;;8;;"))
    enter(contract.indicators.with_definition().get(code="R2"), "2025-01", amount(5))
    with pytest.raises(StaleVersion):
        write(preview)
    assert facts(contract, "R1") == {}
    assert facts(contract, "R2") == {Month(2025, 1): Amount(5)}


def test_a_manager_enters_what_is_assigned_to_them(contract):
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    assign(manager, contract.indicators.get(code="R2"))
    preview = prepared(rows("R2;2025-01;;;5;;", "R1;2025-01;1;2;;;"), actor=manager)
    assert refusals(preview) == [(3, "indicateur", "R1")]
    assert "attribué" in preview.refused[0].reason


def test_rows_name_their_body_where_there_are_several(contract):
    other = make_contract(make_body("autre"))
    make_indicator(other, code="R2", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    lines = ["caisse;R2;2025-01;5", "autre;R2;2025-01;6", ";R2;2025-02;7", "ailleurs;R2;2025-01;8"]
    text = "\n".join(["organisme;indicateur;mois;valeur", *lines])
    assert refusals(prepared(text)) == [(4, "organisme", ""), (5, "organisme", "ailleurs")]
    assert refusals(prepared(text, body="autre")) == [(5, "organisme", "ailleurs")]
    write(prepared(text.rsplit("\n", 1)[0], body="autre"))
    assert facts(contract, "R2") == {Month(2025, 1): Amount(5)}
    assert facts(other, "R2") == {Month(2025, 1): Amount(6), Month(2025, 2): Amount(7)}


@pytest.mark.parametrize("count", [10, 30])
def test_queries_do_not_grow_with_rows(contract, count, django_assert_num_queries):
    months = [Month(2023, 1).plus(back) for back in range(count)]
    lines = read(rows(*(f"R1;{month};1;2;;;" for month in months)).encode())
    contracts = list(Contract.objects.select_related("body"))
    with django_assert_num_queries(4):
        preview = prepare(lines, contracts, None)
    assert len(preview.new) == count


def run(path, *options):
    out, err = StringIO(), StringIO()
    code: str | int | None = 0
    try:
        call_command("import_actuals", str(path), *options, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def hundred(tmp_path, bad=None):
    """A hundred rows; one may be spoilt."""
    lines = [f"R1;{Month(2023, 1).plus(rank)};1;2;;;" for rank in range(33)]
    lines += [f"R3;{Month(2023, 1).plus(rank)};;;1,5;;" for rank in range(34)]
    lines += [f"R4;{Month(2023, 1).plus(rank)};;;{rank};;" for rank in range(33)]
    if bad:
        lines[57] = bad
    path = tmp_path / "valeurs.csv"
    path.write_text(rows(*lines), encoding="utf-8")
    return path


def test_one_bad_line_writes_nothing_and_is_shown(contract, tmp_path):
    code, out, err = run(hundred(tmp_path, "R3;2025-01;;;1 2,5;;"))
    assert (code, out) == (1, "")
    assert "Rien n’a été écrit : 1 erreur." in err
    assert "ligne 59, valeur, « 1 2,5 »" in err
    assert "99 nouveaux, 0 changé, 0 inchangé, 1 refusé." in err
    assert ActualRevision.objects.count() == 0


def test_a_good_file_is_written_once_and_twice_changes_nothing(contract, tmp_path):
    path = hundred(tmp_path)
    code, out, _ = run(path, "--dry-run")
    assert (code, ActualRevision.objects.count()) == (0, 0)
    assert "100 nouveaux" in out
    assert run(path)[0] == 0
    assert ActualRevision.objects.count() == 100
    assert "100 inchangés" in run(path)[1]
    assert ActualRevision.objects.count() == 100


def test_a_refused_file_shows_what_else_it_would_change(contract, tmp_path):
    indicator = contract.indicators.with_definition().get(code="R2")
    enter(indicator, "2025-01", amount(5))
    enter(indicator, "2025-02", amount(6), comment="noté")
    path = tmp_path / "valeurs.csv"
    lines = rows("R2;2025-01;;;8;;", "R2;2025-02;;;6;;autrement", "R2;2025-03;;;x;;")
    path.write_text(lines, encoding="utf-8")
    shown = [
        "ligne 2, R2 2025-01 (saisi) : 5 → 8",
        "ligne 3, R2 2025-02 (saisi) : commentaire «\u00a0noté\u00a0» → «\u00a0autrement\u00a0»",
        "0 nouveau, 2 changés, 0 inchangé, 1 refusé.",
    ]
    code, out, err = run(path)
    assert (code, out) == (1, "")
    assert err.splitlines()[1] == "En-tête à la ligne 1, une ligne par mois."
    assert err.splitlines()[3:] == shown
    path.write_text(lines.rsplit("\n", 1)[0], encoding="utf-8")
    code, out, err = run(path)
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == [
        *shown[:2],
        "0 nouveau, 2 changés, 0 inchangé, 0 refusé.",
        "2 mois écrits.",
    ]


@pytest.mark.parametrize("options", [("--by", "personne"), ("--body", "nulle-part")])
def test_unknown_names_are_said(contract, tmp_path, options):
    with pytest.raises(CommandError):
        run(hundred(tmp_path), *options)


def test_a_person_of_the_body_signs_the_import(contract, tmp_path):
    make_user(Role.CONTROLEUR, contract.body, username="camille")
    assert run(hundred(tmp_path), "--by", "camille")[0] == 0
    revision = ActualRevision.objects.first()
    assert (revision.change.actor.username, revision.change.origin) == ("camille", "import")
    assert "valeurs.csv" in revision.change.reason


def test_a_file_over_several_bodies_is_taken_whole_or_not_at_all(contract):
    other = make_contract(make_body("autre"))
    second = make_indicator(other, code="R2", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    text = "organisme;indicateur;mois;valeur\ncaisse;R2;2025-01;5\nautre;R2;2025-01;6"
    preview = prepared(text)
    enter(second, "2025-01", amount(1))
    with pytest.raises(StaleVersion):
        write(preview)
    assert facts(contract, "R2") == {}


def test_a_month_goes_to_the_contract_that_covers_it(contract):
    former = make_contract(contract.body, code="cpg-2018-2022", first_year=2018, last_year=2022)
    make_indicator(
        former, code="R2", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0, first_year=2018
    )
    write(prepared(rows("R2;2022-12;;;4;;", "R2;2025-01;;;5;;")))
    assert facts(former, "R2") == {Month(2022, 12): Amount(4)}
    assert facts(contract, "R2") == {Month(2025, 1): Amount(5)}
