"""A database made while the follow-up was an application of its own, `followup`, migrates without touching a row."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import Origin
from commitments.recording import ItemStep, Naming, Update, name_owners, submit, update_many
from indicators.recording import link
from tests.factories import make_action, make_contract, make_indicator, make_user, planned

pytestmark = pytest.mark.django_db
COMMAND = {"actor": None, "origin": Origin.COMMAND}
FORMER = {
    "0001_initial": "0007_follow_up",
    "0002_guards": "0008_follow_up_guards",
    "0003_never_emptied": "0009_follow_up_never_emptied",
}


@pytest.fixture
def followed() -> None:
    """Rows in each of the six tables that had been the application's."""
    contract = make_contract()
    action = make_action(contract, years=(2024, 2025))
    owner = make_user("gestionnaire", contract.body)
    name_owners(contract=contract, namings=[Naming(action, owner, None)], **COMMAND)
    proof = Link("https://ged.exemple.fr/bilan", "Bilan")
    update = Update(planned(action, 2024), Declared.REALISE, proof=proof)
    update_many(contract=contract, updates=[update], **COMMAND)
    submit(contract=contract, steps=[ItemStep(update.planned, 1)], **COMMAND)
    link(contract=contract, action=action, indicator=make_indicator(contract), **COMMAND)


@pytest.fixture
def former(followed: None) -> MigrationRecorder:
    """The database as the former release left it: the same tables under the migrations of `followup`."""
    recorder = MigrationRecorder(connection)
    for before, now in FORMER.items():
        recorder.record_unapplied("commitments", now)
        recorder.record_applied("followup", before)
    return recorder


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All rows of the models' tables, by table. The content types and permissions are Django's to complete."""
    tables = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in OURS}
    return dict(_rows_of(sorted(tables)))


OURS = {"accounts", "commitments", "indicators", "dashboards"}


def _rows_of(tables: list[str]) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            yield table, cursor.fetchall()


def test_a_populated_database_of_the_former_application_migrates_without_touching_a_row(former):
    before = rows()
    assert all(before[table] for table in before if table.startswith("followup_"))
    assert len([table for table in before if table.startswith("followup_")]) == 6
    call_command("migrate", verbosity=0)
    assert rows() == before
    applied = {name for app, name in former.applied_migrations() if app == "commitments"}
    assert set(FORMER.values()) <= applied


def test_a_migration_of_theirs_that_never_ran_is_run(former):
    """The control: an interrupted upgrade of the former release is finished, not passed over."""
    former.record_unapplied("followup", "0003_never_emptied")
    later = sorted(
        name
        for app, name in former.applied_migrations()
        if app == "commitments" and name > "0009_follow_up_never_emptied"
    )
    for name in later:
        former.record_unapplied("commitments", name)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = [migration.name for migration, _ in plan if migration.app_label == "commitments"]
    assert "0010_answers" in later
    assert names == ["0009_follow_up_never_emptied", *later]
