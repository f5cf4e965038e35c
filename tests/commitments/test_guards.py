"""What the database itself refuses of the follow-up, on SQLite and on PostgreSQL: a raw wrong row fails."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import Origin
from commitments.recording import Update, update_many
from indicators.recording import link
from tests.factories import make_action, make_contract, make_indicator, make_user, planned

pytestmark = pytest.mark.django_db

REVISION = (
    "INSERT INTO followup_followuprevision (planned_id, version, change_id, declared, progress, comment, reason,"
    " decided_by, waiver, state, returned_because) VALUES (%s, 9, %s, %s, %s, '', %s, %s, %s, %s, '')"
)
HISTORY = ("followup_followuprevision", "followup_ownershiprevision")
KEPT = (*HISTORY, "followup_followup", "followup_ownership", "followup_proof", "followup_actionlink")


@contextmanager
def refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        yield
        connection.check_constraints()


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def action(contract):
    """With a row in each table of the follow-up: 2024 is done with one proof, 2025 under way."""
    action = make_action(
        contract, years=(2024, 2025, 2026), owner=make_user(Role.GESTIONNAIRE, contract.body)
    )
    common = {"contract": contract, "actor": None, "origin": Origin.COMMAND}
    updates = [
        Update(planned(action, 2024), Declared.REALISE, proof=Link("https://ged.exemple.fr/bilan")),
        Update(planned(action, 2025), Declared.EN_COURS, 10),
    ]
    update_many(updates=updates, **common)
    link(action=action, indicator=make_indicator(contract), **common)
    return action


def say(
    action, year, declared="en_cours", progress=0, reason="", by="", waiver="", state="saisi", change=None
):
    change = change or action.engagement.fiche.contract.changes.first()
    run(REVISION, planned(action, year).pk, change.pk, declared, progress, reason, by, waiver, state)


@pytest.mark.parametrize(
    "wrong",
    [
        {"declared": "presque"},
        {"progress": 101},
        {"declared": "", "progress": 10},
        {"declared": "realise", "progress": 100},
        {"declared": "realise", "progress": 90, "waiver": "constaté"},
        {"declared": "abandonne", "reason": "infructueux"},
        {"declared": "abandonne", "by": "CODIR"},
        {"state": "perdu"},
        {"state": "retourne"},
    ],
)
def test_a_wrong_revision(action, wrong):
    with refused():
        say(action, 2026, **wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"progress": 100},
        {"declared": "realise", "progress": 100, "waiver": "constaté"},
        {"declared": "abandonne", "reason": "infructueux", "by": "CODIR"},
    ],
)
def test_a_right_revision_is_taken(action, right):
    """The control: the same statement with right values goes through."""
    say(action, 2026, **right)


def test_done_is_taken_where_a_proof_stands(action):
    say(action, 2024, declared="realise", progress=100)
    with refused():
        say(action, 2025, declared="realise", progress=100)


def test_a_revision_under_the_act_of_another_contract(action):
    with refused():
        say(action, 2026, change=make_contract(code="autre").changes.get())


@pytest.mark.parametrize("table", HISTORY)
def test_history_is_never_rewritten(action, table):
    with refused():
        run(f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("table", KEPT)
def test_nothing_is_erased(action, table):
    with refused():
        run(f"DELETE FROM {table}")


def test_a_pointer_names_its_own_revision(action):
    with refused():
        run("UPDATE followup_followup SET version = version + 1")
    with refused():
        run("UPDATE followup_ownership SET version = version + 1")


def test_the_last_proof_of_what_is_done_stays(action):
    with refused():
        run("UPDATE followup_proof SET withdrawn_id = change_id")


@pytest.mark.parametrize("column", ["name = 'autre'", "url = 'https://ailleurs.fr/'", "sha256 = 'abc'"])
def test_a_proof_stays_as_it_was_attached(action, column):
    with refused():
        run(f"UPDATE followup_proof SET {column}")


def test_a_link_stays_in_one_contract_and_once(contract, action):
    sql = "INSERT INTO followup_actionlink (action_id, indicator_id, change_id) VALUES (%s, %s, %s)"
    change = contract.changes.first()
    with refused():
        run(sql, action.pk, make_indicator(make_contract(code="autre")).pk, change.pk)
    with refused():
        run(sql, action.pk, contract.indicators.get().pk, change.pk)
    run(sql, action.pk, make_indicator(contract).pk, change.pk)
