"""Closing a quarter: who may and when, what is frozen, and what a correction makes of it."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.models import Change, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.files import Format, write
from dashboards.exports.quarter import quarter_rows
from dashboards.models import FrozenExport, QuarterClosing
from dashboards.quarters import closing as closing_module
from dashboards.quarters.changes import changes_between
from dashboards.quarters.closing import close_quarter, latest_closing
from indicators.domain.model import Target
from indicators.models import LockRevision
from indicators.recording import amend, put, reopen
from indicators.selectors import closed_months
from tests.closing import confirm_everything
from tests.exports.exported import make_exported_contract
from tests.factories import make_body, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_july_2024")]
SECOND = Quarter(2024, 2)
JUNE = Month(2024, 6)
SYSTEM = {"actor": None, "origin": Origin.COMMAND}


@pytest.fixture
def contract():
    return make_exported_contract()


def close(contract, quarter=SECOND, *, expected_version=0, actor=None, reason=""):
    """Close it; where it may not be closed, no row could be confirmed either."""
    seen = ""
    with suppress(Refusal):
        seen = confirm_everything(contract, quarter)
    return close_quarter(
        contract=contract,
        quarter=quarter,
        expected_version=expected_version,
        seen=seen,
        actor=actor,
        origin=Origin.FORM,
        reason=reason,
    )


def correct_june(contract, numerator=95):
    """Reopen June for the day, and correct its first indicator."""
    lock = contract.locks.get(month=JUNE.first_day)
    reopen(
        contract=contract,
        month=JUNE,
        expected_version=lock.version,
        reason="erreur signalée",
        open_until=date(2024, 7, 20),
        **SYSTEM,
    )
    indicator = contract.indicators.get(code="R1")
    put(
        indicator=indicator,
        month=JUNE,
        fact=pair(numerator, 100),
        expected_version=1,
        reason="chiffres inversés",
        comment="retour ; à la « normale »",
        **SYSTEM,
    )


def contents(closing):
    return {each.format: bytes(each.content) for each in FrozenExport.objects.filter(closing=closing)}


def test_closing_freezes_the_rows_in_both_profiles_with_their_fingerprints(contract):
    actor = make_user(Role.CONTROLEUR, contract.body)
    closing = close(contract, actor=actor)
    rows = quarter_rows(contract, SECOND)
    for format_ in (Format.EXCEL_FR, Format.OPEN_DATA):
        assert contents(closing)[format_] == write(format_, QUARTER_COLUMNS, rows, "2024T2")
    for export in closing.exports.all():
        assert export.sha256 == sha256(bytes(export.content)).hexdigest()
    assert (closing.version, closing.reason) == (1, "")
    assert closing.change.actor == actor
    assert closing.change.recorded_at.isoformat().startswith("2024-07-20T08:00")
    assert latest_closing(contract, SECOND) == closing


def test_closing_is_one_act_that_closes_the_three_months(contract):
    confirm_everything(contract, SECOND)
    before = Change.objects.count()
    closing = close(contract)
    assert Change.objects.count() == before + 1
    assert closed_months(contract, date(2024, 7, 20)) == set(SECOND.months)
    assert set(LockRevision.objects.values_list("change", flat=True)) == {closing.change_id}
    with pytest.raises(Refusal, match="clos"):
        put(
            indicator=contract.indicators.get(code="R1"),
            month=JUNE,
            fact=pair(95, 100),
            expected_version=1,
            reason="trop tard",
            **SYSTEM,
        )


def test_a_frozen_file_is_what_was_known_at_the_closing(contract):
    closing = close(contract)
    correct_june(contract)
    as_known = quarter_rows(contract, SECOND, closing.change.sequence)
    assert contents(closing)["open-data"] == write(Format.OPEN_DATA, QUARTER_COLUMNS, as_known, "2024T2")


def test_frozen_bytes_outlive_every_change_of_facts(contract):
    closing = close(contract)
    before = contents(closing)
    correct_june(contract)
    amend(
        contract=contract,
        label="avenant 1",
        effective_from=date(2024, 1, 1),
        source="Avenant",
        targets={"R1": {2024: Target(Decimal(85), Decimal(96))}},
        reason="trajectoire revue",
        **SYSTEM,
    )
    close(contract, expected_version=1, reason="correction")
    assert contents(closing) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dashboards_frozenexport SET sha256 = ''",
        "UPDATE dashboards_frozenexport SET content = ''",
        "UPDATE dashboards_quarterclosing SET reason = 'autre'",
    ],
)
def test_the_database_refuses_to_rewrite_a_closing(contract, statement):
    closing = close(contract)
    before = contents(closing)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert contents(closing) == before


@pytest.mark.parametrize(
    ("column", "value"), [("version", 1), ("quarter", 5), ("reason", "")], ids=["twice", "quarter", "reason"]
)
def test_the_database_refuses_a_wrong_closing(contract, column, value):
    close(contract)
    right = {"contract": contract, "year": 2024, "quarter": 2, "version": 2, "reason": "correction"}
    change = contract.changes.latest("sequence")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarterClosing.objects.create(**{**right, column: value}, change=change)
    assert QuarterClosing.objects.create(**right, change=change).version == 2


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.DIRECTION, Role.LECTEUR, Role.ADMINISTRATEUR])
def test_only_a_controller_closes(contract, role):
    with pytest.raises(Refusal) as refused:
        close(contract, actor=make_user(role, contract.body))
    assert refused.value.code == "not_allowed"
    assert not QuarterClosing.objects.exists()


def test_a_controller_of_another_body_closes_nothing(contract):
    with pytest.raises(Refusal) as refused:
        close(contract, actor=make_user(Role.CONTROLEUR, make_body()))
    assert refused.value.code == "not_allowed"


def test_a_quarter_is_closed_from_the_day_after_its_last_one(contract, in_july_2024):
    quarter = Quarter(2024, 3)
    in_july_2024.move_to("2024-09-30T23:59:00+02:00")
    with pytest.raises(Refusal, match="Ce trimestre n’est pas terminé"):
        close(contract, quarter)
    in_july_2024.move_to("2024-10-01T00:01:00+02:00")
    assert close(contract, quarter).version == 1


def test_a_quarter_outside_the_contract_is_not_closed(contract):
    with pytest.raises(Refusal) as refused:
        close(contract, Quarter(2022, 4))
    assert refused.value.code == "outside_contract"


@pytest.mark.parametrize(
    ("seen", "reason", "code"),
    [(0, "correction", "stale_version"), (2, "correction", "stale_version"), (1, " ", "reason_missing")],
)
def test_closing_again_needs_the_version_that_was_seen_and_a_reason(contract, seen, reason, code):
    first = close(contract)
    changes = Change.objects.count()
    with pytest.raises(Refusal) as refused:
        close(contract, expected_version=seen, reason=reason)
    assert refused.value.code == code
    assert latest_closing(contract, SECOND) == first
    assert Change.objects.count() == changes


def test_a_correction_after_closing_makes_a_version_that_shows_what_changed(contract):
    first = close(contract)
    correct_june(contract)
    second = close(contract, expected_version=1, reason=" chiffres inversés en juin ")
    assert (second.version, second.reason) == (2, "chiffres inversés en juin")
    assert latest_closing(contract, SECOND) == second
    changes = changes_between(first, second)
    assert [(each.indicator, each.column, each.before, each.after) for each in changes] == [
        ("R1", "valeur_trimestre", "85.00", "88.33"),
        ("R1", "valeur_a_date", "85.00", "86.67"),
        ("R1", "numerateur_a_date", "510", "520"),
        ("R1", "ecart_objectif", "-5.0000", "-3.3300"),
        ("R1", "score", "50.00", "66.70"),
        ("R1", "projection_annuelle", "85.00", "87.50"),
        ("R1", "rythme_requis", "95.00", "93.34"),
    ]
    assert {each.cause for each in changes} == {
        (
            "correction de juin 2024\u00a0: 85 sur 100 (85,00\u00a0%) → 95 sur 100 (95,00\u00a0%), par commande le "
            "20/07/2024 («\u00a0chiffres inversés\u00a0»)"
        )
    }
    assert JUNE in closed_months(contract, date(2024, 7, 20)), "closing again closes what was reopened"


def test_two_versions_of_the_same_facts_show_no_change(contract):
    first = close(contract)
    assert changes_between(first, close(contract, expected_version=1, reason="nouvel envoi")) == []


def test_an_indicator_that_came_later_is_shown_whole(contract):
    first = close(contract)
    make_indicator(contract, code="R99")
    changed = changes_between(first, close(contract, expected_version=1, reason="ajout"))
    assert {change.indicator for change in changed} == {"R99"}
    assert ("statut", "", "sans_objectif") in {(each.column, each.before, each.after) for each in changed}
    assert {each.cause for each in changed} == {"indicateur ajouté au contrat"}


def test_what_fails_on_the_way_leaves_nothing(contract, monkeypatch):
    def fail(**_):
        raise RuntimeError("no lock today")

    monkeypatch.setattr(closing_module, "lock", fail)
    confirm_everything(contract, SECOND)
    changes = Change.objects.count()
    with pytest.raises(RuntimeError):
        close(contract)
    assert (QuarterClosing.objects.count(), FrozenExport.objects.count()) == (0, 0)
    assert Change.objects.count() == changes


def test_quarters_and_contracts_have_versions_of_their_own(contract):
    other = make_contract(make_body("ailleurs"))
    close(contract)
    assert close(contract, Quarter(2024, 1)).version == 1
    assert close(other).version == 1
    assert latest_closing(other, Quarter(2024, 1)) is None


def test_two_versions_alike_are_compared_by_one_query(contract, django_assert_num_queries):
    close(contract)
    close(contract, expected_version=1, reason="nouvel envoi")
    first, second = QuarterClosing.objects.select_related("contract", "change").order_by("version")
    with django_assert_num_queries(1):
        changes_between(first, second)
