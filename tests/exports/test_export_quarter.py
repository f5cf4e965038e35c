"""The quarter's file: its exact bytes, its rows in every state, the past, and what it costs."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine

from commitments.models import Origin
from cpg.shared.periods import Month, Quarter, months_of_year
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.exports.quarter import quarter_rows
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Target
from indicators.recording import MonthStep, amend, put, validate
from indicators.selectors import sequence_of
from tests.exports.exported import NOW, make_exported_contract
from tests.factories import amount, enter, every_year, make_contract, make_indicator, pair

pytestmark = pytest.mark.django_db
SECOND = Quarter(2024, 2)
LAST = Quarter(2024, 4)
QUARTER_QUERIES = 6
HERE = Path(__file__).parent


def row_of(indicator, quarter=SECOND, known_at=None):
    rows = quarter_rows(indicator.contract, quarter, known_at)
    return next(row for row in rows if row["indicateur"] == indicator.code)


@time_machine.travel(NOW)
@pytest.mark.parametrize("profile", list(Profile))
def test_the_bytes_of_a_quarter_computed_by_hand(profile):
    rows = quarter_rows(make_exported_contract(), SECOND)
    expected = HERE / f"export_2024T2.{profile}.csv"
    assert csv_bytes(QUARTER_COLUMNS, rows, profile) == expected.read_bytes()


def test_there_is_a_row_for_each_indicator_in_the_order_of_the_contract():
    contract = make_contract()
    for code in ("R10", "R2", "R1"):
        make_indicator(contract, code=code)
    rows = quarter_rows(contract, SECOND)
    assert [row["indicateur"] for row in rows] == ["R10", "R2", "R1"]


@time_machine.travel("2025-01-20")
def test_a_missing_month_of_the_year_shows_in_the_coverage():
    indicator = make_indicator(targets=every_year("80", "90"))
    for month in months_of_year(2024)[1:]:
        enter(indicator, str(month), pair(85, 100))
    assert row_of(indicator, LAST)["motif"] == "couverture 11/12"
    assert row_of(indicator, Quarter(2024, 3))["motif"] == "manque 2024-01-01"


@time_machine.travel(NOW)
def test_a_month_without_object_gives_its_reason_and_is_not_missing():
    indicator = make_indicator(targets=every_year("80", "90"))
    for number in (1, 2, 3, 4, 6):
        enter(indicator, f"2024-{number:02d}", pair(85, 100))
    enter(indicator, "2024-05", Absence(AbsenceKind.SANS_OBJET, "service fermé"))
    row = row_of(indicator)
    assert row["motif"] == "sans_objet 2024-05-01 (service fermé)"
    assert (row["mois_dus"], row["mois_renseignes"]) == (5, 5)
    assert row_of(indicator, Quarter(2024, 1))["motif"] == ""


@time_machine.travel(NOW)
def test_one_comment_is_given_as_it_is():
    indicator = make_indicator()
    enter(indicator, "2024-05", pair(85, 100), comment=" deux agents absents ")
    assert row_of(indicator)["commentaire"] == "deux agents absents"
    assert row_of(indicator, Quarter(2024, 1))["commentaire"] == ""


def check(indicator, *months):
    for month in months:
        validate(
            contract=indicator.contract,
            steps=[MonthStep(indicator, month, 1)],
            actor=None,
            origin=Origin.FORM,
        )


@time_machine.travel("2025-01-20")
def test_a_quarter_is_validated_when_every_value_to_date_is():
    indicator = make_indicator()
    months = months_of_year(2024)[1:]
    for month in months:
        enter(indicator, str(month), pair(85, 100))
    check(indicator, *months[1:])
    assert row_of(indicator)["validation"] == "provisoire"
    check(indicator, months[0])
    assert row_of(indicator)["validation"] == "valide"
    assert row_of(indicator, LAST)["validation"] == "provisoire", "January is missing from the year's result"

    enter(indicator, "2024-01", pair(85, 100))
    assert row_of(indicator, LAST)["validation"] == "provisoire"
    check(indicator, Month(2024, 1))
    assert row_of(indicator, LAST)["validation"] == "valide"


@time_machine.travel(NOW)
def test_what_cannot_be_reached_any_more_is_a_word():
    indicator = make_indicator(bounded=True, targets=every_year("80", "90"))
    for month in months_of_year(2024)[:6]:
        enter(indicator, str(month), pair(10, 100))
    assert row_of(indicator)["rythme_requis"] == "hors_atteinte"


@time_machine.travel(NOW)
def test_a_value_that_rounds_to_zero_has_no_sign():
    indicator = make_indicator(
        aggregation=Aggregation.DERNIER, entry_decimals=3, targets=every_year("-0.001", "0")
    )
    enter(indicator, "2024-06", amount("-0.004"))
    row = row_of(indicator)
    assert [str(row[name]) for name in ("valeur_a_date", "objectif_annuel", "ecart_objectif")] == [
        "0.00",
        "0.00",
        "0.0000",
    ]


@time_machine.travel(NOW)
def test_large_sums_have_all_their_digits_and_no_exponent():
    indicator = make_indicator(entry_decimals=2)
    for month in months_of_year(2024)[:6]:
        enter(indicator, str(month), pair("9999999999.99", "9000000000"))
    lines = csv_bytes(QUARTER_COLUMNS, [row_of(indicator)], Profile.OPEN_DATA).decode().splitlines()
    assert lines[1].split(",")[14:16] == ["59999999999.94", "54000000000.00"]


@pytest.fixture
def corrected():
    """Entered on 10 July, corrected on 12 July, and new targets on 15 July 2024."""
    with time_machine.travel("2024-07-01T09:00:00+02:00"):
        indicator = make_indicator(targets=every_year("80", "90"))
    with time_machine.travel("2024-07-10T23:30:00+02:00"):
        enter(indicator, "2024-06", pair(85, 100), comment="avant")
    act = {"actor": None, "origin": Origin.FORM}
    with time_machine.travel("2024-07-12T09:00:00+02:00"):
        put(
            indicator=indicator,
            month=Month(2024, 6),
            fact=pair(95, 100),
            expected_version=1,
            reason="erreur de saisie",
            comment="après",
            **act,
        )
    with time_machine.travel("2024-07-15T09:00:00+02:00"):
        amend(
            contract=indicator.contract,
            label="avenant 1",
            effective_from=date(2024, 1, 1),
            source="Avenant du 15/07/2024",
            targets={indicator.code: {2024: Target(Decimal(85), Decimal(96))}},
            reason="trajectoire revue",
            **act,
        )
    return indicator


@pytest.mark.parametrize(
    ("day", "value", "objectif", "version", "comment"),
    [
        (date(2024, 6, 30), None, None, "", ""),
        (date(2024, 7, 9), None, "90.00", "initiale", ""),
        (date(2024, 7, 10), "85.00", "90.00", "initiale", "avant"),
        (date(2024, 7, 12), "95.00", "90.00", "initiale", "après"),
        (date(2024, 7, 15), "95.00", "96.00", "avenant 1", "après"),
        (None, "95.00", "96.00", "avenant 1", "après"),
    ],
)
def test_the_past_is_read_with_its_values_and_its_targets(corrected, day, value, objectif, version, comment):
    row = row_of(corrected, known_at=sequence_of(corrected.contract, day))
    as_text = [None if row[name] is None else str(row[name]) for name in ("valeur_a_date", "objectif_annuel")]
    assert as_text == [value, objectif]
    assert (row["version_cible"], row["commentaire"]) == (version, comment)


@time_machine.travel(NOW)
@pytest.mark.parametrize("count", [1, 10])
def test_ten_indicators_take_no_more_queries_than_one(count, django_assert_num_queries):
    contract = make_contract()
    for _ in range(count):
        indicator = make_indicator(contract, targets=every_year("80", "90"))
        enter(indicator, "2024-05", pair(85, 100), comment="dit")
        enter(indicator, "2024-06", pair(85, 100), comment="redit")
    with django_assert_num_queries(QUARTER_QUERIES):
        assert len(quarter_rows(contract, SECOND)) == count
