"""French typography: what a number, a date and a list look like, to the last space."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.templatetags.french import counted, exponents, grouped
from cpg.shared import french


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("0", None, "0"),
        ("0.00", None, "0,00"),
        ("-0.00", None, "0,00"),
        ("-0.4", 0, "0"),
        ("92.5", None, "92,5"),
        ("92.5", 2, "92,50"),
        ("1176893", None, "1\u202f176\u202f893"),
        ("-1411.25", None, "\u22121\u202f411,25"),
        ("2.345", 2, "2,35"),
        ("-2.345", 2, "\u22122,35"),
        ("999.995", 2, "1\u202f000,00"),
    ],
)
def test_numbers(value, decimals, text):
    assert french.number(Decimal(value), decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("85.00", "85"), ("89.50", "89,5"), ("100", "100"), ("0.000", "0"), ("1200", "1\u202f200")],
)
def test_needless_zeros_are_cut(value, text):
    assert french.trimmed(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1966386.5", "€", "1\u202f966\u202f386,50\u00a0€"),
        ("1966386.00", "€", "1\u202f966\u202f386\u00a0€"),
        ("-0.05", "€", "\u22120,05\u00a0€"),
        ("89.50", "jours", "89,5\u00a0j"),
        ("12.50", "ateliers", "12,5"),
    ],
)
def test_euros_have_their_cents_or_none(value, unit, text):
    assert french.amount(Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("92.5", "%", "92,5\u00a0%"),
        ("75", "jours", "75\u00a0j"),
        ("1176893", "€", "1\u202f176\u202f893\u00a0€"),
        ("45611", "rendez-vous", "45\u202f611\u00a0rendez-vous"),
        ("3", "", "3"),
    ],
)
def test_the_unit_stays_with_its_number(value, unit, text):
    assert french.with_unit(Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.25", "+1,25\u00a0pt"), ("-0.40", "\u22120,40\u00a0pt"), ("0.00", "0,00\u00a0pt")],
)
def test_differences_of_percentages_are_points(value, text):
    assert french.points(Decimal(value)) == text


@pytest.mark.parametrize(
    ("due", "today", "text"),
    [
        (date(2023, 12, 31), date(2023, 12, 31), ""),
        (date(2024, 2, 1), date(2023, 12, 31), ""),
        (date(2023, 12, 31), date(2024, 1, 1), "depuis 1\u00a0j"),
        (date(2023, 12, 31), date(2024, 4, 1), "depuis fin 2023"),
        (date(2023, 12, 31), date(2024, 3, 31), "depuis 91\u00a0j"),
        (date(2023, 12, 31), date(2026, 11, 28), "depuis fin 2023"),
        (date(2023, 12, 30), date(2026, 11, 28), "depuis décembre 2023"),
        (date(2025, 8, 28), date(2025, 11, 27), "depuis 91\u00a0j"),
        (date(2025, 8, 28), date(2025, 11, 28), "depuis août 2025"),
    ],
)
def test_since_when_something_is_late(due, today, text):
    assert french.since(due, today) == text


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("Déployer l’offre", 16, "Déployer l’offre"),
        ("Déployer l’offre de services OSCAR en 2025", 32, "Déployer l’offre de\u00a0… en 2025"),
        ("Déployer l’offre de services OSCAR en 2026", 32, "Déployer l’offre de\u00a0… en 2026"),
        ("Un\ndeux", 7, "Un deux"),
        ("Anticonstitutionnellement", 12, "Antico\u00a0… ent"),
        ("", 5, ""),
    ],
)
def test_a_long_label_is_cut_in_its_middle(text, longest, shown):
    assert french.cut(text, longest) == shown


@given(st.text("aé ,.«\n", max_size=60), st.integers(8, 40))
def test_a_cut_label_is_never_longer_than_its_room_and_keeps_both_ends(text, longest):
    shown = french.cut(text, longest)
    words = " ".join(re.split(r"[ \n]+", text.strip()))
    assert len(shown) <= longest
    if len(words) <= longest:
        assert shown == words
    else:
        start, _, end = shown.partition(french.CUT)
        assert words.startswith(start)
        assert end
        assert words.endswith(end)


def test_dates():
    assert french.month_name(2025, 9) == "septembre 2025"
    assert french.month_short(2025, 2) == "févr. 2025"
    assert french.of_month(2025, 8) == "d’août 2025"
    assert french.of_month(2025, 9) == "de septembre 2025"
    assert french.day(date(2025, 10, 4)) == "04/10/2025"
    assert french.moment(datetime(2025, 10, 14, 9, 5)) == "14/10/2025 à 9\u00a0h\u00a005"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "feminine", "word"),
    [
        (0, False, "zéro"),
        (1, False, "un"),
        (1, True, "une"),
        (21, True, "vingt et une"),
        (30, False, "trente"),
        (31, False, "31"),
    ],
)
def test_numbers_in_letters(value, feminine, word):
    assert french.count_word(value, feminine=feminine) == word


def test_lists_and_plurals():
    assert french.listing([]) == ""
    assert french.listing(["R1"]) == "R1"
    assert french.listing(["R1", "R2", "R3"]) == "R1, R2 et R3"
    assert french.plural(1, "mois dû", "mois dus") == "mois dû"
    assert french.plural(0, "action", "actions") == "action"
    assert french.plural(2, "action", "actions") == "actions"
    assert french.sentence("dix objectifs") == "Dix objectifs"
    assert (french.ordinal(1), french.ordinal(3)) == ("1er", "3e")


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("0.33", "situations", "situation"),
        ("1", "applications", "application"),
        ("1", "rendez-vous", "rendez-vous"),
        ("2", "départements", "départements"),
    ],
)
def test_units_are_singular_below_two(amount, unit, said):
    assert french.counted_unit(Decimal(amount), unit) == said


def test_the_words_of_a_contract_keep_their_punctuation():
    signed = "prévention ; l'offre « carrière » : 50 % et 1,8 million ! Non ?"
    bound = french.bound(signed)
    assert bound.split() == signed.split()
    assert re.findall(r" [;:!?»%]|« ", bound) == []
    assert french.bound("a : b") == "a\u00a0: b"
    assert french.bound("a ; b") == "a\u202f; b"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>1er trimestre, 2e, 12e</p>", "<p>1<sup>er</sup> trimestre, 2<sup>e</sup>, 12<sup>e</sup></p>"),
        ('<b title="3e sur 3">la 1re</b>', '<b title="3e sur 3">la 1<sup>re</sup></b>'),
        ("R3e, 1e5, 0-3e, a.1er, 1,2e, 3e-4", "R3e, 1e5, 0-3e, a.1er, 1,2e, 3e-4"),
        ("<option value=1>1er</option><text>2e</text>", "<option value=1>1er</option><text>2e</text>"),
        ("1er", "1<sup>er</sup>"),
        (
            '<button class="btn">Clore le 1er trimestre et le 2e</button>',
            '<button class="btn"><span>Clore le 1<sup>er</sup> trimestre et le 2<sup>e</sup></span></button>',
        ),
        ('<label><input name="x"> le 3e</label>', '<label><input name="x"><span> le 3<sup>e</sup></span></label>'),
    ],
)  # fmt: skip
def test_an_ordinal_has_its_exponent_where_it_is_read(html, expected):
    assert exponents(html) == expected


def test_what_is_counted_agrees_with_its_number():
    assert counted(0, "valeur,valeurs") == "0\u00a0valeur"
    assert counted(2617, "valeur,valeurs") == "2\u202f617\u00a0valeurs"
    assert grouped(2617) == "2\u202f617"
