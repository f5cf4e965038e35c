"""What is read: filters, orders, pages, the past, the two formats, and a constant number of queries."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from accounts.rights import Role, Scope
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Frequency, Target
from indicators.models import PendingRecompute, StoredAttainment
from indicators.recompute import recompute_series
from indicators.recording import amend, put
from tests.api.asking import Program
from tests.factories import (
    amount,
    enter,
    every_year,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def contract_of_module(rows_made_once: None) -> Any:
    """R1 a ratio and R2 a sum; R1's March entered on 10 April 2024, corrected on the 20th; an avenant on 2 May."""
    with time_machine.travel("2024-04-01T09:00:00+02:00", tick=False):
        contract = make_contract()
        ratio = make_indicator(contract, frequency=Frequency.TRIMESTRIELLE, targets=every_year("80", "90"))
        total = make_indicator(
            contract,
            aggregation=Aggregation.SOMME,
            unit="rendez-vous",
            decimals=0,
            targets=every_year("120", "240"),
        )
    with time_machine.travel("2024-04-10T14:00:00+02:00", tick=False):
        enter(ratio, "2024-03", pair(85, 100))
        for month in ("2024-01", "2024-02", "2024-03"):
            enter(total, month, amount(1234), comment="=1+1")
    with time_machine.travel("2024-04-20T17:00:00+02:00", tick=False):
        put(
            indicator=ratio, month=Month(2024, 3), fact=pair(95, 100), expected_version=1, reason="erreur",
            actor=None, origin=Origin.FORM,
        )  # fmt: skip
    with time_machine.travel("2024-05-02T09:00:00+02:00", tick=False):
        amend(
            contract=contract, label="avenant 1", effective_from=date(2024, 1, 1), source="Avenant", reason="revu",
            targets={"R1": {2024: Target(Decimal(85), Decimal(96))}}, actor=None, origin=Origin.FORM,
        )  # fmt: skip
    for indicator in (ratio, total):
        recompute_series(indicator.pk)
    return contract


@pytest.fixture
def contract(contract_of_module: Contract) -> Contract:
    return Contract.objects.select_related("body").get(pk=contract_of_module.pk)


@pytest.fixture
def program(contract: Any) -> Iterator[Program]:
    with time_machine.travel("2024-06-01T09:00:00+02:00"):
        yield Program(make_user(Role.LECTEUR, contract.body), Scope.LECTURE)


def rows(program: Program, path: str) -> Any:
    answer = program.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


MARCH = "attainments/?indicator=R1&since=2024-03&until=2024-03"


@pytest.mark.parametrize(
    ("moment", "value", "objectif", "status", "version"),
    [
        ("2024-04-09", None, "90.0000", "non_renseigne", "initiale"),
        ("2024-04-10", "85.00", "90.0000", "entre_seuil_et_objectif", "initiale"),
        ("2024-04-20T16:59:59+02:00", "85.00", "90.0000", "entre_seuil_et_objectif", "initiale"),
        ("2024-04-20T17:00:00+02:00", "95.00", "90.0000", "atteint", "initiale"),
        ("2024-05-02T07:00:00Z", "95.00", "96.0000", "entre_seuil_et_objectif", "avenant 1"),
        ("", "95.00", "96.0000", "entre_seuil_et_objectif", "avenant 1"),
    ],
)
def test_attainment_as_it_was_known(
    program: Program, contract: Any, moment: str, value: Any, objectif: str, status: str, version: str
) -> None:
    asked = moment.replace("+", "%2B")
    known_at = f"known_at={asked}" if moment else ""
    place = f"attainments/{contract.body.code}/{contract.code}/R1/2024-03/"
    (listed,), one = rows(program, f"{MARCH}&{known_at}"), program.get(f"{place}?{known_at}").json()
    assert listed == one
    assert (one["value"], one["objectif_to_date"], one["status"], one["target_version"]) == (
        value, objectif, status, version,
    )  # fmt: skip


def test_a_computed_row_is_written_as_a_stored_one(program: Program) -> None:
    stored = rows(program, "attainments/?page_size=200")
    assert len(stored) == 120
    assert rows(program, "attainments/?page_size=200&known_at=2099-01-01") == stored


def test_a_past_is_one_contract_s(program: Program, contract: Any) -> None:
    other = make_contract()
    make_indicator(other)
    program = Program(make_user(Role.LECTEUR, contract.body, other.body), Scope.LECTURE)
    answer = program.get("attainments/?known_at=2024-05-01")
    assert (answer.status_code, answer.json()["code"]) == (422, "known_at_needs_one_contract")
    assert program.get(f"attainments/?known_at=2024-05-01&organisme={contract.body.code}").status_code == 200


def test_values_and_targets_as_they_were_known(program: Program) -> None:
    (then,) = rows(program, "actuals/?indicator=R1&known_at=2024-04-15")
    (now,) = rows(program, "actuals/?indicator=R1")
    assert (then["numerator"], then["version"]) == ("85", 1)
    assert (now["numerator"], now["version"], now["reason"]) == ("95", 2, "erreur")
    labels = {row["version"] for row in rows(program, "targets/?indicator=R1&year=2024")}
    assert labels == {"initiale", "avenant 1"}
    (before,) = rows(program, "targets/?indicator=R1&year=2024&known_at=2024-05-01")
    assert (before["seuil"], before["objectif"], before["version"]) == ("80", "90", "initiale")


def test_a_month_s_history_is_whole(program: Program, contract: Any) -> None:
    found = rows(program, f"actuals/{contract.body.code}/{contract.code}/R1/2024-03/history/")
    assert [(row["version"], row["numerator"]) for row in found] == [(2, "95"), (1, "85")]


def test_figures_are_exact_texts_with_published_decimals(program: Program, contract: Any) -> None:
    one = program.get(f"attainments/{contract.body.code}/{contract.code}/R2/2024-03/").json()
    assert (one["value"], one["objectif_to_date"], one["score"], one["quarter_value"]) == (
        "3702", "60.00", "100.00", "3702",
    )  # fmt: skip


def test_large_sums_have_their_cents(program: Program, contract: Any) -> None:
    """From 8.6 billion on a binary fraction is not within half a millionth of the figure that it stands for."""
    indicator = make_indicator(contract, entry_decimals=2)
    for month, numerator in (("2024-01", "9999999999.99"), ("2024-02", "240581.31")):
        enter(indicator, month, pair(numerator, "5000000000.07"))
    recompute_series(indicator.pk)
    one = program.get(f"attainments/{contract.body.code}/{contract.code}/{indicator.code}/2024-02/").json()
    assert (one["numerator"], one["denominator"]) == ("10000240581.3", "10000000000.14")


def test_targets_to_date_of_a_figure_with_four_decimals_are_whole(program: Program, contract: Any) -> None:
    """They are published with two decimals more, as many as are stored: none is cut off."""
    indicator = make_indicator(contract, decimals=4, targets=every_year("80.1234", "90.5678"))
    enter(indicator, "2024-01", pair(95, 100))
    recompute_series(indicator.pk)
    one = program.get(f"attainments/{contract.body.code}/{contract.code}/{indicator.code}/2024-01/").json()
    assert (one["seuil_to_date"], one["objectif_to_date"]) == ("80.123400", "90.567800")
    assert one["value"] == "95.0000"


def test_a_pending_recompute_is_reported(program: Program, contract: Any) -> None:
    indicator = contract.indicators.get(code="R1")
    PendingRecompute.objects.filter(indicator=indicator).delete()
    assert rows(program, MARCH)[0]["pending"] is False
    PendingRecompute.objects.create(
        indicator=indicator, wanted_sequence=99, requested_at=indicator.contract.changes.last().recorded_at
    )
    assert rows(program, MARCH)[0]["pending"] is True


@pytest.mark.parametrize(
    ("query", "months"),
    [
        ("ordering=month", ["2024-01", "2024-02", "2024-03"]),
        ("ordering=-month", ["2024-03", "2024-02", "2024-01"]),
        ("since=2024-02", ["2024-02", "2024-03"]),
        ("until=2024-02", ["2024-01", "2024-02"]),
        ("state=valide", []),
        ("contract=autre", []),
    ],
)
def test_filters_and_orders(program: Program, query: str, months: list[str]) -> None:
    assert [row["month"] for row in rows(program, f"actuals/?indicator=R2&{query}")] == months


@pytest.mark.parametrize("ordering", ["indicator", "-indicator", "month", "-month"])
def test_pages_follow_each_other_without_a_gap_or_a_double(program: Program, ordering: str) -> None:
    whole = rows(program, f"attainments/?ordering={ordering}&page_size=200")
    found, address = [], f"/api/v1/attainments/?ordering={ordering}&page_size=7"
    while address:
        answer = program.client.get(address)
        found += answer.json()["results"]
        address = answer.json()["next"]
        assert (f'<{address}>; rel="next"' in answer["Link"]) if address else True
    assert found == whole
    assert len(whole) == 120


@pytest.mark.parametrize(
    "query",
    ["x=1", "page_size=0", "page_size=2001", "page_size=abc", "since=2024-13", "known_at=hier", "ordering=pk",
     "known_at=2024-05-01T10:00:00", "status=bon", "organisme=a&organisme=b"],
)  # fmt: skip
def test_what_is_not_a_parameter_is_refused_by_name(program: Program, query: str) -> None:
    answer = program.get(f"attainments/?{query}")
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/{query.partition('=')[0]}"]


@pytest.mark.parametrize("cursor", ["abc", "cD1hYmM=", "cj0xJnA9MjAyNC0xMy00NQ=="])
def test_a_made_up_cursor_is_not_found(program: Program, cursor: str) -> None:
    assert program.get(f"attainments/?cursor={cursor}").status_code in {200, 404}
    assert program.get(f"actuals/?ordering=month&cursor={cursor}").status_code == 404


def test_csv_by_accept_is_harmless_and_has_the_same_values(program: Program) -> None:
    answer = program.get("actuals/?indicator=R2", accept="text/csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["value"] for row in table] == ["1234"] * 3
    assert {row["comment"] for row in table} == {"'=1+1"}
    assert list(table[0]) == list(rows(program, "actuals/?indicator=R2")[0])


@pytest.mark.parametrize(
    "path", ["attainments/", "actuals/", "bodies/", "indicators/", "roll-ups/{}2024-03/"]
)
def test_csv_has_an_address_of_its_own(program: Program, contract: Any, path: str) -> None:
    path = path.format(f"{contract.body.code}/{contract.code}/")
    own = program.get(f"{path.removesuffix('/')}.csv")
    assert own["Content-Type"] == "text/csv; charset=utf-8"
    assert own.content == program.get(path, accept="text/csv").content
    assert program.post(f"{path.removesuffix('/')}.csv", {}).status_code in {403, 405}
    assert program.get(f"{path.removesuffix('/')}.csv", accept="application/json").status_code == 406


def test_a_format_that_is_not_offered_is_refused_as_a_problem(program: Program) -> None:
    answer = program.get("bodies/", accept="image/png")
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")


def test_what_has_not_changed_is_not_sent_again(program: Program) -> None:
    first = program.get("attainments/")
    again = program.get("attainments/", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    StoredAttainment.objects.filter(indicator__code="R1", month="2024-03-01").update(score=1)
    assert program.get("attainments/", **{"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("attainments/?page_size=2000", 4),
        ("attainments/?page_size=2000&known_at=2024-05-01", 13),
        ("actuals/?page_size=2000", 3),
        ("targets/?page_size=2000", 3),
        ("indicators/", 3),
        ("actions/", 3),
        ("contracts/", 5),
    ],
)
def test_the_number_of_queries_does_not_grow(
    program: Program, contract: Any, django_assert_num_queries: Any, path: str, queries: int
) -> None:
    program.get("me/")  # notes the token's use
    with django_assert_num_queries(queries):
        few = rows(program, path)
    for _ in range(3):
        indicator = make_indicator(contract, targets=every_year("80", "90"))
        with time_machine.travel("2024-06-01T09:00:00+02:00"):
            enter(indicator, "2024-03", pair(85, 100))
        recompute_series(indicator.pk)
    with django_assert_num_queries(queries):
        many = rows(program, path)
    assert len(many) >= len(few)


def test_roll_ups_are_those_of_the_dashboard(program: Program, contract: Any) -> None:
    place = f"roll-ups/{contract.body.code}/{contract.code}/2024-03/"
    found = rows(program, place)
    assert [(row["level"], row["score"], row["measured"], row["due"]) for row in found] == [
        ("total", "95.46", 2, 2), ("theme", "95.46", 2, 2), ("fiche", "95.46", 2, 2),
    ]  # fmt: skip
    past = rows(program, f"{place}?known_at=2024-05-01")[0]
    assert (past["score"], past["simulated"], past["left_out"]) == ("100.00", True, [])


@pytest.mark.parametrize("path", ["attainments/", "actuals/", "targets/"])
def test_an_indicator_is_named_in_any_case(program: Program, path: str) -> None:
    found = rows(program, f"{path}?indicator=r1")
    assert found == rows(program, f"{path}?indicator=R1")
    assert {each["indicator"] for each in found} == {"R1"}
