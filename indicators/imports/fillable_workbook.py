"""The file to fill in as a workbook: typed cells, grey where nothing is to be typed, and a sheet that explains."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from commitments.ledger.tables.limits import MOST_ROWS
from cpg.shared import french
from indicators.domain.model import Absence, AbsenceKind, Amount, Pair
from indicators.imports import columns
from indicators.imports.fillable import FillableRow, headings
from indicators.models import Indicator

# A file says when it was made; a fixed day keeps the bytes the same.
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
MOST_DECIMALS = 4
INK, BAND, HOLLOW = "#17202A", "#F3F5F7", "#D5DBE1"
WIDTHS = {columns.COMMENT: 50, columns.ABSENCE: 16, columns.BODY: 16, columns.LABEL: 40, columns.UNIT: 14}
NOTES = (
    "Remplissez la première feuille, enregistrez, importez ce classeur : vous verrez ce qui change avant d’écrire.",
    "Une ligne pour chaque mois attendu. Les colonnes grisées ne concernent pas l’indicateur de la ligne.",
    "Une ligne laissée sans valeur ne change rien. Zéro s’écrit 0 ; vider une cellule n’efface pas une valeur.",
    "Mois sans valeur : choisissez non_disponible (elle existe mais manque) ou sans_objet (il n’y a rien à mesurer).",
    "Le motif d’une absence s’écrit en commentaire.",
    "Vous pouvez supprimer des lignes et changer leur ordre. Libellé et unité sont relus et vérifiés, jamais écrits.",
    "Une colonne «\u00a0motif\u00a0» peut s’ajouter\u00a0: le motif du changement d’une valeur validée.",
    f"Un fichier est pris en entier ou pas du tout ; {french.number(MOST_ROWS)} lignes au plus.",
)


def fillable_workbook(rows: Sequence[FillableRow], body: str, title: str) -> bytes:
    """The same rows give the same bytes. `body` is named on each row where the person has several."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "created": MADE})
    _Filler(book, headings(body)).write(rows, body)
    indicators = list({row.indicator.pk: row.indicator for row in rows}.values())
    _write_notes(book, title, indicators)
    book.close()
    return content.getvalue()


class _Filler:
    """The first sheet, which is the one that is read back."""

    def __init__(self, book: xlsxwriter.Workbook, names: Sequence[str]) -> None:
        edge = {"border": 1, "border_color": HOLLOW}
        self.sheet: Worksheet = book.add_worksheet("Saisie")
        self.names = names
        self.head: Format = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": INK})
        self.fixed: Format = book.add_format({**edge, "bg_color": BAND})
        self.day: Format = book.add_format(
            {**edge, "bg_color": BAND, "num_format": "yyyy-mm", "align": "left"}
        )
        self.grey: Format = book.add_format({"border": 1, "border_color": "#FFFFFF", "bg_color": HOLLOW})
        self.word: Format = book.add_format({**edge, "num_format": "@", "text_wrap": True, "valign": "top"})
        self.numbers: list[Format] = [
            book.add_format({**edge, "num_format": "0" + ("." + "0" * decimals if decimals else "")})
            for decimals in range(MOST_DECIMALS + 1)
        ]

    def write(self, rows: Sequence[FillableRow], body: str) -> None:
        for place, name in enumerate(self.names):
            self.sheet.set_column(place, place, WIDTHS.get(name, 13))
            self.sheet.write_string(0, place, name, self.head)
        for line, row in enumerate(rows, start=1):
            self._write(line, row, body)
        self.sheet.freeze_panes(1, self._place(columns.MONTH) + 1)
        if rows:
            kinds = [kind.value for kind in AbsenceKind]
            place = self._place(columns.ABSENCE)
            self.sheet.data_validation(1, place, len(rows), place, {"validate": "list", "source": kinds})

    def _write(self, line: int, row: FillableRow, body: str) -> None:
        defined = row.indicator.defined
        if body:
            self.sheet.write_string(line, self._place(columns.BODY), body, self.fixed)
        self.sheet.write_string(line, self._place(columns.INDICATOR), row.indicator.code, self.fixed)
        self.sheet.write_string(line, self._place(columns.LABEL), row.indicator.label, self.fixed)
        self.sheet.write_string(line, self._place(columns.UNIT), defined.unit, self.fixed)
        first = datetime.combine(row.month.first_day, datetime.min.time())
        self.sheet.write_datetime(line, self._place(columns.MONTH), first, self.day)
        pair, value = (self.numbers[defined.entry_decimals], self.grey)
        if not defined.takes_pair:
            pair, value = value, pair
        self.sheet.write_blank(line, self._place(columns.NUMERATOR), None, pair)
        # A base-year value is known: the numerator alone is asked.
        held = self.grey if row.indicator.current_base else pair
        self.sheet.write_blank(line, self._place(columns.DENOMINATOR), None, held)
        self.sheet.write_blank(line, self._place(columns.VALUE), None, value)
        self.sheet.write_blank(line, self._place(columns.ABSENCE), None, self.word)
        self._write_fact(line, row, self.numbers[defined.entry_decimals])
        self.sheet.write_string(line, self._place(columns.COMMENT), row.text, self.word)

    def _write_fact(self, line: int, row: FillableRow, number: Format) -> None:
        match row.fact:
            case Pair(numerator, denominator):
                self.sheet.write_number(line, self._place(columns.NUMERATOR), numerator, number)
                self.sheet.write_number(line, self._place(columns.DENOMINATOR), denominator, number)
            case Amount(value):
                self.sheet.write_number(line, self._place(columns.VALUE), value, number)
            case Absence(kind, _):
                self.sheet.write_string(line, self._place(columns.ABSENCE), kind.value, self.word)
            case None:
                pass

    def _place(self, name: str) -> int:
        return self.names.index(name)


def _to_fill(indicator: Indicator) -> str:
    if not indicator.defined.takes_pair:
        return "valeur"
    return "numérateur seul" if indicator.current_base else "numérateur et dénominateur"


def _write_notes(book: xlsxwriter.Workbook, title: str, indicators: Sequence[Indicator]) -> None:
    sheet = book.add_worksheet("Notice")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 5, 28)
    sheet.write_string(0, 0, title, bold)
    for line, note in enumerate(NOTES, start=2):
        sheet.merge_range(line, 0, line, 5, note, wrapped)
        sheet.set_row(line, 32)
    start = len(NOTES) + 3
    for place, name in enumerate(
        ("Indicateur", "Libellé", "Unité", "À remplir", "Numérateur", "Dénominateur")
    ):
        sheet.write_string(start, place, name, bold)
    for line, indicator in enumerate(indicators, start=start + 1):
        defined = indicator.defined
        filled = _to_fill(indicator)
        texts = (
            indicator.code,
            indicator.label,
            defined.unit,
            filled,
            defined.numerator_label,
            defined.denominator_label,
        )
        for place, text in enumerate(texts):
            sheet.write_string(line, place, text, wrapped)
