"""Text that a spreadsheet would run, and text that a file format could not hold."""

import pytest

from cpg.shared.spreadsheet import csv_text, harmless
from tests.test_typography import APPLICATIONS as WITH_TEXTS
from tests.test_typography import ROOT

APPLICATIONS = (*WITH_TEXTS, "cpg")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+33 2 40 00 00 00",
        "@SUM(A1)",
        "\tdécalé",
        "-2+3",
        "-",
        "- un tiret",
        "-5 %",
        "-1e5",
        "-5\n=1",
        "-5,",
        "-٣",
    ],
)
def test_a_formula_is_escaped_with_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "-5", "-5,25", "-5.25", "−5", "1+1", "a=b", "R1", "'=1", "é@", " texte", "2024-04-01"]
)
def test_what_would_not_run_is_left_as_it_is(text):
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\r=1", "'\n=1"),
        ("une\r\ndeux\rtrois", "une\ndeux\ntrois"),
        ("\x00=1+1", "'=1+1"),
        ("a\x0bb\ud800c\uffff", "abc"),
    ],
)
def test_line_ends_are_alike_and_control_characters_go(text, expected):
    assert harmless(text) == expected


def test_every_cell_of_every_csv_is_harmless() -> None:
    """Whatever the column: a unit or a code comes from a contract's file, as a comment comes from a form."""
    text = csv_text([["＝1+1", "＋2"], ["－3+4", "＠SUM(A1)"], ["-5", "R1"]], ";", "\n")
    assert text == "'＝1+1;'＋2\n'－3+4;'＠SUM(A1)\n-5;R1\n"
    writers = {
        str(path.relative_to(ROOT))
        for name in APPLICATIONS
        for path in (ROOT / name).rglob("*.py")
        if "csv.writer" in path.read_text() or "DictWriter" in path.read_text()
    }
    assert writers == {"cpg/shared/spreadsheet.py"}
