"""Workbooks as people keep them, XLSX and ODS: what is hidden, merged, wrong, computed or rounded."""

from io import BytesIO, StringIO

import pytest
import time_machine
import xlsxwriter
from django.core.management import call_command
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from commitments.ledger.tables.readings import Choices, sentences_of
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract
from indicators.domain.model import Aggregation
from indicators.imports import prepare, read
from indicators.models import ActualRevision
from tests.factories import amount, make_body, make_contract, make_indicator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "contract")]
HEADER = ("indicateur", "mois", "valeur")


@pytest.fixture
def today():
    with time_machine.travel("2025-10-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract():
    """R2 a sum without decimals, R3 a percentage, R12 a sum in euros."""
    contract = make_contract(make_body("caisse"))
    make_indicator(contract, code="R2", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    make_indicator(contract, code="R3", aggregation=Aggregation.DERNIER, entry_decimals=2)
    make_indicator(contract, code="R12", aggregation=Aggregation.SOMME, unit="€", entry_decimals=2)
    return contract


def prepared(content, **choices):
    return prepare(read(content, Choices(**choices)), Contract.objects.select_related("body"), None)


def facts(preview):
    return {(each.entry.indicator.code, str(each.entry.month)): each.entry.fact for each in preview.new}


def codes(preview):
    return [(each.line, each.column, each.text, each.code) for each in preview.refused]


def xlsx(fill):
    """The workbook that `fill` makes, whose formulas are computed."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_calc_mode("manual")
    fill(book)
    book.close()
    return content.getvalue()


def write(sheet, *rows, at=0):
    for number, row in enumerate(rows, start=at):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell)


def ods(*sheets):
    """Sheets as (name, hidden, rows); a row is a list of cells, or (list, visibility)."""
    book = OpenDocumentSpreadsheet()
    hiding = Style(name="masquee", family="table")
    hiding.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(hiding)
    for name, is_hidden, rows in sheets:
        table = Table(name=name, stylename="masquee") if is_hidden else Table(name=name)
        for row in rows:
            cells, visibility = row if isinstance(row, tuple) else (row, None)
            line = TableRow(visibility=visibility) if visibility else TableRow()
            for cell in cells:
                line.addElement(cell if not isinstance(cell, str) else text_cell(cell))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    content = BytesIO()
    book.write(content)
    return content.getvalue()


def text_cell(text, **options):
    cell = TableCell(valuetype="string", **options) if text else TableCell(**options)
    if text:
        cell.addElement(P(text=text))
    return cell


def number_cell(value, displayed, kind="float", **options):
    cell = TableCell(valuetype=kind, value=value, **options)
    cell.addElement(P(text=displayed))
    return cell


def test_a_hidden_sheet_is_never_read():
    def fill(book):
        archive, month = book.add_worksheet("Archive"), book.add_worksheet("Mars")
        write(archive, HEADER, ("R2", "2025-03", 1))
        write(month, HEADER, ("R2", "2025-03", 41))
        month.activate()
        month.set_first_sheet()
        archive.hide()

    of_ods = ods(
        ("Archive", True, [list(HEADER), ["R2", "2025-03", "1"]]),
        ("Mars", False, [list(HEADER), ["R2", "2025-03", "41"]]),
    )
    for content in (xlsx(fill), of_ods):
        preview = prepared(content)
        assert facts(preview) == {("R2", "2025-03"): amount(41)}
        assert (preview.reading.sheet, preview.reading.hidden_sheets) == ("Mars", ("Archive",))
        with pytest.raises(UnreadableFileError, match="est masquée"):
            prepared(content, sheet="Archive")


def test_of_several_sheets_with_a_table_the_person_chooses():
    def fill(book):
        write(book.add_worksheet("Lisez-moi"), ("Mode d’emploi",))
        write(book.add_worksheet("Mars"), HEADER, ("R2", "2025-03", 41))
        write(book.add_worksheet("Avril"), ("Titre",), HEADER, ("R2", "2025-04", 43))
        book.add_chartsheet("Graphique")

    content = xlsx(fill)
    asked = prepared(content)
    assert (codes(asked), asked.reading.sheets) == (
        [(0, "feuille", "", "sheet_to_choose")],
        ("Mars", "Avril"),
    )
    assert facts(prepared(content, sheet="Avril")) == {("R2", "2025-04"): amount(43)}
    with pytest.raises(UnreadableFileError, match="n’a pas de feuille «\u00a0Mai\u00a0»"):
        prepared(content, sheet="Mai")


def test_a_chart_before_the_table_is_passed():
    def fill(book):
        book.add_chartsheet("Graphique")
        write(book.add_worksheet("Mars"), HEADER, ("R2", "2025-03", 41))

    assert prepared(xlsx(fill)).reading.sheet == "Mars"


def hidden_rows_of_xlsx(book):
    sheet = book.add_worksheet("Mars")
    write(sheet, HEADER, ("R2", "2025-03", 41), ("R12", "2025-03", 7))
    sheet.set_row(2, options={"hidden": True})


HIDDEN_IN_ODS = ods(
    ("Mars", False, [list(HEADER), ["R2", "2025-03", "41"], (["R12", "2025-03", "7"], "filter")])
)


@pytest.mark.parametrize("content", [xlsx(hidden_rows_of_xlsx), HIDDEN_IN_ODS], ids=["xlsx", "ods"])
def test_rows_that_are_hidden_are_counted_and_asked_about(content):
    asked = prepared(content)
    assert (codes(asked), asked.reading.hidden_rows) == ([(0, "lignes masquées", "1", "hidden_rows")], 1)
    assert facts(prepared(content, hidden="skip")) == {("R2", "2025-03"): amount(41)}
    assert len(facts(prepared(content, hidden="include"))) == 2


def test_a_shell_refuses_what_it_is_not_told(tmp_path):
    path = tmp_path / "mars.xlsx"
    path.write_bytes(xlsx(hidden_rows_of_xlsx))
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_actuals", str(path), stderr=err)
    assert "1 ligne est masquée" in err.getvalue()
    assert not ActualRevision.objects.exists()
    out = StringIO()
    call_command("import_actuals", str(path), "--hidden", "skip", "--sheet", "Mars", stdout=out)
    assert "1 ligne masquée, laissée de côté." in out.getvalue()
    assert ActualRevision.objects.count() == 1


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?"])
def test_an_error_of_the_spreadsheet_is_never_read_as_empty(error):
    def fill(book):
        sheet = book.add_worksheet("Mars")
        write(sheet, (*HEADER, "commentaire"), ("R2", "2025-03", None, "vu"), ("R2", "2025-04", 43))
        sheet.write_formula("C2", "=1/0", None, error)

    wrong = ods(
        (
            "Mars",
            False,
            [list(HEADER), ["R2", "2025-03", text_cell(error, formula="of:=1/0")], ["R2", "2025-04", "43"]],
        )
    )
    for content in (xlsx(fill), wrong):
        preview = prepared(content)
        assert codes(preview) == [(2, "valeur", error, "not_a_number")]
        assert facts(preview) == {("R2", "2025-04"): amount(43)}


def test_a_formula_without_a_result_is_refused_by_its_row():
    never, computed = TableCell(formula="of:=2+3"), number_cell(43, "43", formula="of:=40+3")
    content = ods(("Mars", False, [list(HEADER), ["R2", "2025-03", never], ["R2", "2025-04", computed]]))
    preview = prepared(content)
    assert codes(preview) == [(2, "valeur", "=2+3", "formula_without_result")]
    assert facts(preview) == {("R2", "2025-04"): amount(43)}


def test_a_merged_cell_that_hides_a_code_is_refused_and_one_that_hides_nothing_is_not():
    def fill(book):
        sheet = book.add_worksheet("Mars")
        sheet.merge_range("A1:D1", "Accueil, premier trimestre")
        write(
            sheet,
            (*HEADER, "commentaire"),
            (None, "2025-01", 41, None),
            (None, "2025-02", 42),
            (None, "2025-03", 43),
            at=2,
        )
        sheet.merge_range("A4:A6", "R2")
        sheet.merge_range("D4:D6", "repris du registre")
        sheet.merge_range("A8:D8", "Source : registre, avril")

    down = [
        list(HEADER),
        [text_cell("R2", numberrowsspanned=2), "2025-01", "41"],
        [CoveredTableCell(), "2025-02", "42"],
    ]
    assert codes(prepared(ods(("Mars", False, down)))) == [(3, "indicateur", "", "merged_cell")]
    preview = prepared(xlsx(fill))
    assert codes(preview) == [(5, "indicateur", "", "merged_cell"), (6, "indicateur", "", "merged_cell")]
    assert "A4:A6" in preview.refused[0].reason
    assert (preview.reading.heading, [number for number, _ in preview.reading.passed]) == (3, [1, 8])


def test_a_cell_counts_as_it_is_displayed_and_the_preview_says_what_it_rounds():
    named = [("R2", "2025-03"), ("R3", "2025-03"), ("R12", "2025-03"), ("R12", "2025-04")]
    values = [(40.6, "0"), (0.875, "0.0%"), (1204.5, '#,##0.00 "€"'), (7654321, '#,##0, "k€"')]

    def fill(book):
        sheet = book.add_worksheet("Mars")
        write(sheet, HEADER, *named)
        for row, (value, number_format) in enumerate(values, start=1):
            sheet.write_number(row, 2, value, book.add_format({"num_format": number_format}))

    shown = [("41", "float"), ("87,5 %", "percentage"), ("1 204,50 €", "currency"), ("7 654 k€", "currency")]
    rows = [
        [*names, number_cell(value, text, kind)]
        for names, (value, _), (text, kind) in zip(named, values, shown, strict=True)
    ]
    of_ods = ods(("Mars", False, [list(HEADER), *rows]))
    rounded = "Ligne 2, valeur\u00a0: pris 41, comme affiché\u00a0; la cellule contient 40.6."
    for content in (xlsx(fill), of_ods):
        preview = prepared(content)
        assert facts(preview) == {
            ("R2", "2025-03"): amount(41),
            ("R3", "2025-03"): amount("87.5"),
            ("R12", "2025-03"): amount("1204.5"),
        }
        assert [(each.line, each.code) for each in preview.refused] == [(5, "wrong_unit")]
        assert rounded in sentences_of(preview.reading)


def test_dates_of_a_workbook():
    days = [(45717, "dd/mm/yyyy"), (45777.999, "yyyy-mm-dd hh:mm"), (45779, "mmm-yy")]

    def fill(book):
        sheet = book.add_worksheet("Mars")
        write(sheet, HEADER, ("R2", None, 1), ("R2", None, 2), ("R2", None, 3), ("R2", 45777, 4))
        for row, (serial, number_format) in enumerate(days, start=1):
            sheet.write_number(row, 1, serial, book.add_format({"num_format": number_format}))

    preview = prepared(xlsx(fill))
    assert set(facts(preview)) == {("R2", "2025-03"), ("R2", "2025-04"), ("R2", "2025-05")}
    assert codes(preview) == [(5, "mois", "45777", "not_a_month")]
    assert "format de date" in preview.refused[0].reason
    day = TableCell(valuetype="date", datevalue="2025-03-31T23:59:59")
    day.addElement(P(text="31/03/25"))
    assert set(facts(prepared(ods(("Mars", False, [list(HEADER), ["R2", day, "41"]]))))) == {
        ("R2", "2025-03")
    }


def test_a_blank_far_from_the_table_is_nothing():
    def fill(book):
        sheet = book.add_worksheet("Mars")
        write(sheet, HEADER, ("R2", "2025-03", 41))
        sheet.write("XFD1000000", " ")

    assert facts(prepared(xlsx(fill))) == {("R2", "2025-03"): amount(41)}


def test_cells_that_an_ods_repeats_and_what_it_writes_aside():
    noted = text_cell("41")
    note = Annotation()
    note.addElement(P(text="relu"))
    noted.addElement(note)
    rows = [list(HEADER), ["R2", "2025-03", noted, TableCell(numbercolumnsrepeated=16000)]]
    content = ods(("Mars", False, rows))
    assert facts(prepared(content)) == {("R2", "2025-03"): amount(41)}
    twice = [list(HEADER), ["R2", "2025-03", text_cell("41", numbercolumnsrepeated=2)]]
    assert codes(prepared(ods(("Mars", False, twice)))) == [(2, "colonne 4", "41", "no_heading")]
