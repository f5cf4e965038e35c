"""What a spreadsheet shows of a number is what counts: by its format in an XLSX, by its displayed text in an ODS."""

import pytest

from commitments.ledger.tables.formats import NumberFormat
from commitments.ledger.tables.opendocument import number_shown

NB = "\u00a0"


@pytest.mark.parametrize(
    ("code", "content", "text", "more"),
    [
        ("", "2431", "2431", ""),
        ("General", "0.30000000000000004", "0.3", ""),
        ("General", "1.2E-3", "0.0012", ""),
        ('General" k€"', "12.34", f"12.34{NB}k€", ""),
        ("0", "1998.7", "1999", "1998.7"),
        ("0.00", "3.005", "3.01", "3.005"),
        ("0.0%", "0.873", f"87.3{NB}%", ""),
        ("0%", "0.873", f"87{NB}%", f"87.3{NB}%"),
        ("0.0%;[Red]-0.0%", "-0.05", f"-5{NB}%", ""),
        (r"0.0\%", "41.5", f"41.5{NB}%", ""),
        ("0.0_%", "41.5", "41.5", ""),
        ('# ##0, "k€"', "7654321.9", f"7654{NB}k€", f"7654.3219{NB}k€"),
        (r"#,##0.00\ [$€-40C]", "8.1", f"8.1{NB}€", ""),
        ("[$€-2] #,##0", "8", f"8{NB}€", ""),
        ('_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-', "-8.1", f"-8.1{NB}€", ""),
        ('_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-', "0", f"0{NB}€", ""),
        ("0;(0)", "-5", f"(5{NB})", ""),
        ("0.0E+00", "2457", "2500", "2457"),
        ("yyyy-mm-dd", "45717", "2025-03-01", ""),
        ("dd/mm/yyyy hh:mm", "45717.5", "2025-03-01", ""),
        ("mmm-yy", "45717", "2025-03", ""),
        ("[$-40C]mmmm yyyy", "45730", "2025-03", "2025-03-14"),
        ("hh:mm", "0.75", "18:00", ""),
        ("# ?/?", "0.5", "0.5", ""),
        ("[<1000]0;0.0,", "5432", "5432", ""),
    ],
)
def test_a_number_of_an_xlsx(code, content, text, more):
    shown = NumberFormat(code).shown(content)
    assert (shown.text, shown.content) == (text, more)


def test_the_two_calendars_of_excel():
    assert NumberFormat("yyyy-mm-dd", is_1904=True).shown("44255").text == "2025-03-01"
    assert NumberFormat.numbered("17", {}, is_1904=False).shown("45717").text == "2025-03"
    assert NumberFormat.numbered("170", {"170": "0.0"}, is_1904=False).shown("1.25").text == "1.3"


@pytest.mark.parametrize("content", ["", "x", "NaN", "Infinity"])
def test_what_is_no_number_is_not_shown_as_one(content):
    with pytest.raises(ValueError, match=f"^{content}$"):
        NumberFormat("0").shown(content)


@pytest.mark.parametrize(
    ("value", "displayed", "is_percent", "text", "more"),
    [
        ("1998.7", "1 999", False, "1999", "1998.7"),
        ("1998.7", "1 998,7", False, "1998.7", ""),
        ("1998.7", "1.998,70", False, "1998.7", ""),
        ("0.873", "87,3 %", True, f"87.3{NB}%", ""),
        ("0.873", "87%", True, f"87{NB}%", f"87.3{NB}%"),
        ("7654321.9", "7 654 k€", False, f"7654{NB}k€", f"7654.3219{NB}k€"),
        ("-8.1", "-8,10 €", False, f"-8.1{NB}€", ""),
        ("0", "0", False, "0", ""),
        ("0.30000000000000004", "0,3", False, "0.3", ""),
        ("1200000", "1,2E+06", False, "1200000", ""),
    ],
)
def test_a_number_of_an_ods(value, displayed, is_percent, text, more):
    shown = number_shown(value, displayed, is_percent=is_percent)
    assert (shown.text, shown.content) == (text, more)
