"""The role under which the application runs does everything that the application does, and cannot touch history."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from accounts.models import SecurityEvent
from cpg.operations.backup.taking import take
from cpg.operations.doctor.checks import role
from cpg.operations.doctor.findings import Level
from dashboards.sealing.events import seal_events
from dashboards.sealing.purging import purge
from dashboards.sealing.verifying_events import verify_events
from tests.acts.acted import act_on_everything
from tests.factories import make_contract
from tests.operations.conftest import as_default

pytestmark = pytest.mark.django_db
PASSWORD = "a@b/c#d:e+f%41 'g'"
REFUSED = r"permission denied|must be owner"
REWRITTEN = (
    "UPDATE indicators_actualrevision SET reason = 'réécrit'",
    "DELETE FROM indicators_actualrevision",
    "TRUNCATE indicators_actualrevision CASCADE",
    "SET session_replication_role = replica",
    "DROP TRIGGER guard_indicators_actualrevision_is_immutable ON indicators_actualrevision",
    "ALTER TABLE indicators_actualrevision DISABLE TRIGGER USER",
    "DROP TABLE indicators_actualrevision CASCADE",
    "DELETE FROM django_migrations",
    "DELETE FROM accounts_securityevent",
    "DELETE FROM dashboards_eventseal",
    "UPDATE dashboards_actseal SET head = ''",
)


@pytest.fixture
def runtime(in_use: BaseDatabaseWrapper, settings) -> Iterator[BaseDatabaseWrapper]:
    """That database, for the role without rights of its own."""
    role = f"runtime_{os.getpid()}"
    settings.RUNTIME_PASSWORD = PASSWORD
    call_command("grant_rights", role, verbosity=0)
    own = in_use.copy()
    own.settings_dict |= {"USER": role, "PASSWORD": PASSWORD}
    yield own
    own.close()
    with in_use.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.mark.servers
def test_the_role_that_purges_the_journal_does_nothing_else(
    in_use: BaseDatabaseWrapper, runtime: BaseDatabaseWrapper, settings
) -> None:
    role = f"purge_{os.getpid()}"
    settings.PURGE_PASSWORD = PASSWORD
    call_command("grant_rights", runtime.settings_dict["USER"], purge=role, verbosity=0)
    own = in_use.copy("purge")
    own.settings_dict |= {"USER": role, "PASSWORD": PASSWORD}
    with as_default(runtime):
        for moment in (datetime(2020, 1, 1, tzinfo=UTC), timezone.now()):
            SecurityEvent.objects.create(kind="connexion", happened_at=moment)
        assert seal_events(1) == 2
        connections["purge"] = own
        try:
            assert purge("purge") == 1
            verify_events()
            for statement in ("SELECT * FROM accounts_user", "DELETE FROM commitments_change", REWRITTEN[0]):
                with pytest.raises(ProgrammingError, match=REFUSED), own.cursor() as cursor:
                    cursor.execute(statement)
            # The guards hold for it too.
            with pytest.raises(IntegrityError), own.cursor() as cursor:
                cursor.execute("DELETE FROM accounts_securityevent")
        finally:
            del connections["purge"]
            own.close()
            with in_use.cursor() as cursor:
                cursor.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


def levels() -> set[Level]:
    return {finding.level for finding in role.look()}


@pytest.mark.servers
def test_the_runtime_role_does_every_act_and_cannot_rewrite_history(
    in_use: BaseDatabaseWrapper, runtime: BaseDatabaseWrapper, in_october_2025, tmp_path: Path
) -> None:
    with as_default(runtime):
        contract = make_contract()
        with transaction.atomic():
            act_on_everything(contract)
        call_command("recompute", verbosity=0)
        assert take(runtime, tmp_path / "backups", []).rows
        for statement in REWRITTEN:
            with (
                pytest.raises(ProgrammingError, match=REFUSED),
                transaction.atomic(),
                runtime.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert levels() == {Level.WELL}
        with in_use.cursor() as cursor:
            cursor.execute(f"GRANT UPDATE ON indicators_actualrevision TO {runtime.settings_dict['USER']}")
            cursor.execute(f"REVOKE SELECT ON accounts_body FROM {runtime.settings_dict['USER']}")
        assert [finding.state for finding in role.look()] == [
            "Le rôle n’a pas de droit sur accounts_body.",
            "Le rôle peut récrire l’historique de indicators_actualrevision.",
        ]
    assert levels() == {Level.BROKEN}
    # The control: the owner, and superuser, is stopped by the triggers alone, which it may put aside.
    with pytest.raises(IntegrityError), transaction.atomic(), in_use.cursor() as cursor:
        cursor.execute(REWRITTEN[0])
    with transaction.atomic(), in_use.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(REWRITTEN[0])
        assert cursor.rowcount
        transaction.set_rollback(True)
    with pytest.raises(CommandError, match="est le propriétaire"):
        call_command("grant_rights", in_use.settings_dict["USER"])
