"""Months written by a program: one with If-Match, many in a batch, by the forms' own rules and in their words."""

from typing import Any

import pytest

from accounts.rights import Role
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.models import ActualRevision, PendingRecompute
from indicators.recording import MonthStep, lock, put, return_, submit
from tests.api.asking import V1, Program
from tests.factories import amount, assign, enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]


@pytest.fixture
def contract() -> Any:
    contract = make_contract()
    make_indicator(contract, bounded=True, targets=every_year("80", "90"))
    make_indicator(contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    return contract


@pytest.fixture
def program(contract: Any) -> Program:
    user = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    for indicator in contract.indicators.all():
        assign(user, indicator)
    return Program(user)


def place(contract: Any, code: str = "R1", month: str = "2025-03") -> str:
    return f"actuals/{contract.body.code}/{contract.code}/{code}/{month}/"


def entry(contract: Any, code: str = "R2", month: str = "2025-03", **more: Any) -> dict[str, Any]:
    return {"organisme": contract.body.code, "indicator": code, "month": month, "expected_version": 0} | more


def test_a_month_is_entered_then_corrected_with_the_version_that_was_read(
    program: Program, contract: Any
) -> None:
    empty = program.get(place(contract))
    assert (empty["ETag"], empty.json()["version"], empty.json()["numerator"]) == ('"0"', 0, None)
    entered = program.put(
        place(contract), {"numerator": "95", "denominator": 100, "comment": "ok"}, version=0
    )
    assert (entered.status_code, entered["ETag"]) == (201, '"1"')
    corrected = program.put(
        place(contract), {"numerator": 90, "denominator": "100", "reason": "faute de frappe"}, version=1
    )
    assert (corrected.status_code, corrected["ETag"]) == (200, '"2"')
    shown = program.get(place(contract)).json()
    assert shown == corrected.json()
    assert (shown["numerator"], shown["reason"], shown["recorded_by"], shown["origin"]) == (
        "90", "faute de frappe", "camille", "api",
    )  # fmt: skip
    assert Change.objects.filter(origin=Origin.API).count() == 2
    assert PendingRecompute.objects.filter(indicator__code="R1").exists()


def test_a_program_that_corrects_a_figure_leaves_the_appreciation_of_the_person_who_gave_it(
    program: Program, contract: Any
) -> None:
    indicator = contract.indicators.with_definition().get(code="R1")
    enter(indicator, "2025-03", pair(85, 100))
    put(
        indicator=indicator, month=Month(2025, 3), fact=pair(85, 100), expected_version=1, reason="avis",
        actor=None, origin=Origin.FORM, appreciation="vigilant",
    )  # fmt: skip
    body = {"numerator": "86", "denominator": "100", "reason": "faute de frappe"}
    assert program.put(place(contract), body, version=2).status_code == 200
    assert ActualRevision.objects.get(version=3).appreciation == "vigilant"


def test_a_comment_left_out_is_kept_and_an_empty_one_removes_it(program: Program, contract: Any) -> None:
    program.put(
        place(contract), {"numerator": 85, "denominator": 100, "comment": "deux agents absents"}, version=0
    )
    corrected = {"numerator": 86, "denominator": 100, "reason": "erreur"}
    left = program.put(place(contract), corrected, version=1)
    assert (left.json()["version"], left.json()["comment"]) == (2, "deux agents absents")
    assert program.put(place(contract), corrected | {"comment": ""}, version=2).json()["comment"] == ""


def test_a_stale_version_is_refused_and_the_month_kept(program: Program, contract: Any) -> None:
    enter(contract.indicators.get(code="R1"), "2025-03", pair(80, 100))
    answer = program.put(place(contract), {"numerator": 95, "denominator": 100}, version=0)
    assert (answer.status_code, answer.json()["code"], answer["ETag"]) == (412, "stale_version", '"1"')
    assert answer.json()["current"]["numerator"] == "80"
    assert ActualRevision.objects.count() == 1


@pytest.mark.parametrize("header", [None, "*", "1", 'abc"', '"1', '"1" "2"'])
def test_without_a_version_nothing_is_written(program: Program, contract: Any, header: str | None) -> None:
    headers = {} if header is None else {"if-match": header}
    answer = program.client.put(
        V1 + place(contract),
        {"numerator": 1, "denominator": 2},
        content_type="application/json",
        headers=headers,
    )
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
    assert not ActualRevision.objects.exists()


def test_a_weak_etag_never_matches_and_one_of_several_does(program: Program, contract: Any) -> None:
    body, address = {"numerator": 1, "denominator": 2}, V1 + place(contract)
    weak = program.client.put(address, body, content_type="application/json", headers={"if-match": 'W/"0"'})
    assert weak.status_code == 412
    several = program.client.put(
        address, body, content_type="application/json", headers={"if-match": '"7", "0"'}
    )
    assert several.status_code == 201


WRONG = [
    ("R1", {"numerator": "1e5", "denominator": "100"}, "numerator", "not_a_number"),
    ("R1", {"numerator": "1_000", "denominator": "2000"}, "numerator", "not_a_number"),
    ("R1", {"numerator": "12 34", "denominator": "2000"}, "numerator", "not_a_number"),
    ("R1", {"numerator": "٣", "denominator": "100"}, "numerator", "not_a_number"),
    ("R1", {"numerator": "１２", "denominator": "100"}, "numerator", "not_a_number"),
    ("R1", {"numerator": "NaN", "denominator": "100"}, "numerator", "not_a_number"),
    ("R1", {"numerator": 101, "denominator": 100}, "numerator", "numerator_too_large"),
    ("R1", {"numerator": -1, "denominator": 100}, "numerator", "negative"),
    ("R1", {"numerator": "", "denominator": 100}, "numerator", "empty"),
    ("R1", {"numerator": 1.5, "denominator": 100}, "numerator", "too_many_decimals"),
    ("R1", {"value": "95"}, "value", "wrong_shape"),
    ("R2", {"numerator": 1, "denominator": 1}, "numerator", "wrong_shape"),
    ("R2", {"value": "75 j"}, "value", "wrong_unit"),
    ("R2", {"value": 10**10}, "value", "number_too_large"),
    ("R2", {"absence": "sans_objet"}, "absence_reason", "absence_without_reason"),
    ("R2", {"absence": "sans_objet", "absence_reason": "fermé", "value": "1"}, "value", "absence_and_value"),
]


@pytest.mark.parametrize(("code", "body", "field", "refusal"), WRONG)
def test_a_figure_is_refused_alike_one_or_many_and_nothing_is_written(
    program: Program, contract: Any, code: str, body: Any, field: str, refusal: str
) -> None:
    one = program.put(place(contract, code), body, version=0)
    good = entry(contract, "R2", "2025-01", value=1)
    many = program.post("actuals/", {"entries": [good, entry(contract, code) | body]})
    assert (one.status_code, many.status_code) == (422, 422)
    fault = one.json()["errors"][0]
    assert (fault["pointer"], fault["code"]) == (f"/{field}", refusal)
    assert many.json()["errors"][0] == fault | {"pointer": f"/entries/1/{field}"}
    assert not ActualRevision.objects.exists()


@pytest.mark.parametrize(("number", "status"), [("1e2", 422), ("1E+2", 422), ("100.0", 201), ("100", 201)])
def test_a_number_is_read_from_its_very_text(
    program: Program, contract: Any, number: str, status: int
) -> None:
    body = f'{{"numerator": 1, "denominator": {number}}}'
    headers = {"if-match": '"0"'}
    answer = program.client.put(V1 + place(contract), body, content_type="application/json", headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("month", "code"),
    [("2025-11", "future"), ("2022-12", "outside_contract"), ("2025-02", "closed")],
)
def test_a_month_that_cannot_be_entered_is_refused_alike(
    program: Program, contract: Any, month: str, code: str
) -> None:
    lock(contract=contract, months=[Month(2025, 2)], actor=None, origin=Origin.COMMAND)
    many = program.post("actuals/", {"entries": [entry(contract, month=month, value=1)]})
    assert many.status_code == 422
    assert many.json()["errors"][0]["code"] == code
    one = program.put(place(contract, "R2", month), {"value": 1}, version=0)
    if code == "outside_contract":
        assert one.status_code == 404
    else:
        assert (one.status_code, one.json()["detail"]) == (422, many.json()["detail"])


@pytest.mark.parametrize("name", ["version", "state", "recorded_by", "indicator", "inconnu"])
def test_what_is_only_read_or_unknown_is_refused_and_never_written(
    program: Program, contract: Any, name: str
) -> None:
    body = {"numerator": 1, "denominator": 2, name: "valide"}
    answer = program.put(place(contract), body, version=0)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{name}")
    assert not ActualRevision.objects.exists()


@pytest.mark.parametrize(
    "body",
    ['{"numerator": NaN}', "{", "[1]", '"a"', '{"numerator": 1, "numerator": 2}', "[" * 100_000, "null",
     r'{"numerator": "\ud800"}', r'{"absence": "\ud800"}', r'{"\ud800": 1}'],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_refused(program: Program, contract: Any, body: str) -> None:
    answer = program.client.put(
        V1 + place(contract), body, content_type="application/json", headers={"if-match": '"0"'}
    )
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_body_that_is_too_long_or_not_json_is_refused(
    program: Program, contract: Any, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert program.put(place(contract), {"comment": "x" * 200}, version=0).status_code == 413
    answer = program.client.put(
        V1 + place(contract), "a=1", content_type="text/plain", headers={"if-match": '"0"'}
    )
    assert answer.status_code == 415


def test_a_batch_is_written_whole_under_one_act(program: Program, contract: Any) -> None:
    entries = [
        entry(contract, "R1", numerator=95, denominator=100),
        entry(contract, "R2", value="1 234", comment="c"),
    ]
    answer = program.post("actuals/", {"entries": entries})
    assert answer.status_code == 200
    assert (answer.json()["written"], answer.json()["unchanged"]) == (2, 0)
    assert [each["version"] for each in answer.json()["entries"]] == [1, 1]
    assert Change.objects.filter(origin=Origin.API).count() == 1
    again = program.post("actuals/", {"entries": [each | {"expected_version": 1} for each in entries]})
    assert (again.json()["written"], again.json()["unchanged"]) == (0, 2)


def test_a_batch_with_one_stale_or_wrong_entry_writes_nothing_and_lists_every_fault(
    program: Program, contract: Any
) -> None:
    enter(contract.indicators.get(code="R2"), "2025-03", amount(5))
    stale = program.post("actuals/", {"entries": [entry(contract, "R1", numerator=1, denominator=2),
                                                  entry(contract, "R2", value=6)], "reason": "r"})  # fmt: skip
    assert (stale.status_code, stale.json()["errors"][0]["pointer"]) == (412, "/entries/1/expected_version")
    wrong = program.post("actuals/", {"entries": [
        entry(contract, "R9", value=1), entry(contract, "R2", month="2025-05", value="x"),
        entry(contract, "R1", month="2025-06", numerator=3, denominator=2),
        entry(contract, "R2", month="2025-07", value=1), entry(contract, "R2", month="2025-07", value=1),
    ]})  # fmt: skip
    assert [each["code"] for each in wrong.json()["errors"]] == [
        "unknown_indicator", "not_a_number", "numerator_too_large", "twice_in_the_file", "twice_in_the_file",
    ]  # fmt: skip
    assert ActualRevision.objects.count() == 1


def test_the_comment_beside_an_absence_is_kept_by_a_batch_as_by_one_month(
    program: Program, contract: Any
) -> None:
    said = {"absence": "non_disponible", "absence_reason": "outil en panne", "comment": "revient en mai"}
    assert program.put(place(contract, "R2", "2025-02"), said, version=0).status_code == 201
    assert program.post("actuals/", {"entries": [entry(contract, **said)]}).json()["written"] == 1
    kept = [(each.absence_reason, each.comment) for each in ActualRevision.objects.all()]
    assert kept == [("outil en panne", "revient en mai")] * 2

    again = entry(contract, **said | {"expected_version": 1})
    assert program.post("actuals/", {"entries": [again]}).json()["unchanged"] == 1
    other = {"entries": [again | {"comment": "revient en juin"}], "reason": "précisé par l’équipe"}
    assert program.post("actuals/", other).json()["written"] == 1
    assert ActualRevision.objects.latest("pk").comment == "revient en juin"


def test_a_batch_that_corrects_needs_a_reason(program: Program, contract: Any) -> None:
    enter(contract.indicators.get(code="R2"), "2025-03", amount(5))
    entries = [entry(contract, "R2", value=6, expected_version=1)]
    refused = program.post("actuals/", {"entries": entries})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_missing")
    assert program.post("actuals/", {"entries": entries, "reason": "erreur"}).status_code == 200
    assert ActualRevision.objects.latest("pk").reason == "erreur"


def test_who_may_not_enter_gets_the_same_refusal_for_one_or_many(contract: Any) -> None:
    reader = Program(make_user(Role.LECTEUR, contract.body))
    one = reader.put(place(contract, "R2"), {"value": 1}, version=0)
    many = reader.post("actuals/", {"entries": [entry(contract, value=1)]})
    assert [(each.status_code, each.json()["code"]) for each in (one, many)] == [(403, "not_allowed")] * 2


def test_an_empty_or_endless_batch_is_refused(program: Program, contract: Any) -> None:
    assert program.post("actuals/", {"entries": []}).status_code == 400
    many = [entry(contract, value=1)] * 2001
    assert program.post("actuals/", {"entries": many}).status_code == 400


def test_a_session_writes_only_with_its_token_against_forgery(contract: Any, program: Program) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(program.token.user)
    answer = client.put(
        V1 + place(contract), {"numerator": 1, "denominator": 2}, content_type="application/json",
        headers={"if-match": '"0"'},
    )  # fmt: skip
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert not ActualRevision.objects.exists()


def test_the_same_request_sent_again_is_answered_and_writes_nothing(program: Program, contract: Any) -> None:
    body = {"numerator": "95", "denominator": "100", "comment": "ok"}
    first = program.put(place(contract), body, version=0)
    again = program.put(place(contract), body, version=0)
    assert (again.status_code, again["ETag"], again.json()) == (200, '"1"', first.json())
    without_comment = {"numerator": 95, "denominator": 100.0}
    assert program.put(place(contract), without_comment, version=0).status_code == 200
    assert (ActualRevision.objects.count(), Change.objects.filter(origin=Origin.API).count()) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [{"numerator": "96"}, {"comment": "autre"}, {"numerator": None, "denominator": None, "absence": "sans_objet",
                                                  "absence_reason": "fermé"}],
)  # fmt: skip
def test_another_content_over_a_version_that_one_replaced_oneself_is_stale_and_nobody_else_is_named(
    program: Program, contract: Any, other: dict[str, Any]
) -> None:
    body = {"numerator": "95", "denominator": "100", "comment": "ok"}
    program.put(place(contract), body, version=0)
    answer = program.put(place(contract), body | other | {"reason": "r"}, version=0)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    assert answer.json()["detail"].startswith("Vous avez modifié ce mois")
    assert ActualRevision.objects.count() == 1


def test_what_somebody_else_wrote_is_not_a_repeated_request(program: Program, contract: Any) -> None:
    enter(contract.indicators.get(code="R1"), "2025-03", pair(95, 100))
    answer = program.put(place(contract), {"numerator": 95, "denominator": 100}, version=0)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    assert answer.json()["detail"].startswith("Une autre personne")


def test_a_request_is_not_repeated_once_the_month_moved_on(program: Program, contract: Any) -> None:
    body = {"numerator": "95", "denominator": "100"}
    program.put(place(contract), body, version=0)
    indicator = contract.indicators.with_definition().get(code="R1")
    submit(
        contract=contract, steps=[MonthStep(indicator, Month(2025, 3), 1)],
        actor=program.token.user, origin=Origin.FORM,
    )  # fmt: skip
    assert program.put(place(contract), body, version=0).status_code == 412


@pytest.mark.parametrize("change", [{"value": 6}, {"value": 5, "comment": "précision"}])
@pytest.mark.parametrize("state", ["own draft", "of another", "returned"])
def test_one_month_or_many_ask_for_a_reason_alike(
    program: Program, contract: Any, state: str, change: dict[str, Any]
) -> None:
    indicator = contract.indicators.with_definition().get(code="R2")
    months = {month: enter(indicator, month, amount(5), comment="stable") for month in ("2025-03", "2025-04")}
    versions = dict.fromkeys(months, 1)
    if state == "own draft":
        for month in months:
            program.put(place(contract, "R2", month), {"value": 4, "reason": "r"}, version=1)
            program.put(place(contract, "R2", month), {"value": 5, "reason": "r"}, version=2)
        versions = dict.fromkeys(months, 3)
    if state == "returned":
        steps = [MonthStep(indicator, Month.parse(month), 1) for month in months]
        submit(contract=contract, steps=steps, actor=None, origin=Origin.FORM)
        steps = [MonthStep(indicator, Month.parse(month), 2) for month in months]
        return_(contract=contract, steps=steps, actor=None, origin=Origin.FORM, reason="à revoir")
        versions = dict.fromkeys(months, 3)

    def ask(reason: str) -> list[int]:
        one = program.put(
            place(contract, "R2", "2025-03"), change | {"reason": reason}, version=versions["2025-03"]
        )
        batch = entry(contract, month="2025-04", **change | {"expected_version": versions["2025-04"]})
        many = program.post("actuals/", {"entries": [batch], "reason": reason})
        assert one.json().get("code") == many.json().get("code")
        return [one.status_code, many.status_code]

    if state != "returned":
        assert ask(" ") == [422, 422]
    assert ask("" if state == "returned" else "chiffres inversés") == [200, 200]


def test_the_same_batch_sent_again_is_unchanged_unless_somebody_else_wrote(
    program: Program, contract: Any
) -> None:
    entries = [entry(contract, value=5), entry(contract, "R1", numerator=1, denominator=2)]
    first = program.post("actuals/", {"entries": entries}).json()
    again = program.post("actuals/", {"entries": entries})
    assert again.status_code == 200
    assert again.json() == first | {"written": 0, "unchanged": 2}
    enter(contract.indicators.with_definition().get(code="R2"), "2025-04", amount(5))
    other = program.post("actuals/", {"entries": [entry(contract, month="2025-04", value=5)]})
    assert (other.status_code, other.json()["code"]) == (412, "stale_version")
