"""Strict reading of numbers: what people and spreadsheets write is read, what only looks like a number is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.figures import NotANumberError, decimals_of, plain, read_number, written_decimals


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1234.5", "1234.5", ""),
        ("1234,5", "1234.5", ""),
        ("1 234,5", "1234.5", ""),
        ("1\u00a0234,5", "1234.5", ""),
        ("1\u202f234\u202f567", "1234567", ""),
        ("21 000", "21000", ""),
        ("0", "0", ""),
        ("007", "7", ""),
        ("92,5 %", "92.5", "%"),
        ("92,5%", "92.5", "%"),
        ("75 j", "75", "j"),
        ("1 234 €", "1234", "€"),
        ("1 234 rendez-vous", "1234", "rendez-vous"),
        ("−5", "-5", ""),
        ("-5,25", "-5.25", ""),
        ("  12\t", "12", ""),
        ("+5", "5", ""),
        ("+1 234,5", "1234.5", ""),
        (",5", "0.5", ""),
        ("-.25", "-0.25", ""),
        ("1\u2009234", "1234", ""),
        ("2507.0", "2507.0", ""),
        ("12345678901234567890,1234", "12345678901234567890.1234", ""),
    ],
)
def test_texts_that_are_numbers(text, number, unit):
    assert read_number(text) == (Decimal(number), unit)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "12 34", "1 2345", "1234 567", "1 234\u00a0567", "1_000", "1e5", "1E5", "NaN", "Infinity", "inf",
        "١٢٣", "１２３", "12.34.56", "1.234,5", "1,234.5", "12,", ",", ".",
        "+", "--5", "+-5", "5-", "5+", "(5)", "1/2", "0x10",
        "12 %%", "=1+1", "12\n34", "1  234", "€ 12",
    ],
)  # fmt: skip
def test_texts_that_are_not_numbers(text):
    with pytest.raises(NotANumberError):
        read_number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10))
def test_what_is_written_plainly_is_read_back(number):
    assert read_number(plain(number)) == (number, "")


@pytest.mark.parametrize(
    ("number", "text"),
    [("1234.5000", "1234,5"), ("0.00", "0"), ("-0.0", "0"), ("1E+3", "1000"), ("-5", "-5")],
)
def test_plain_writing(number, text):
    assert plain(Decimal(number)) == text


@pytest.mark.parametrize(
    ("number", "decimals"), [("1", 0), ("1.50", 1), ("0.001", 3), ("1E+3", 0), ("0.0", 0)]
)
def test_decimals_are_those_that_count(number, decimals):
    assert decimals_of(Decimal(number)) == decimals


@pytest.mark.parametrize(("text", "decimals"), [("1", 0), ("1,50", 2), ("2.000", 3), ("1 234,0", 1)])
def test_decimals_as_they_were_written(text, decimals):
    assert written_decimals(read_number(text)[0]) == decimals
