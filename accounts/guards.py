"""Triggers for invariants that a CHECK cannot express, because they read another table. The same on SQLite and
PostgreSQL.

Used by migrations. A migration that alters a table which guards read or watch must wrap its operations in
`around_guards`. The tests insert a wrong row of each kind by raw SQL after all migrations.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import migrations, router

ONLY_UPDATES = ("UPDATE",)
ONLY_DELETIONS = ("DELETE",)
YEAR_OF = {
    "sqlite": "CAST(strftime('%Y', NEW.{column}) AS INTEGER)",
    "postgresql": "CAST(EXTRACT(YEAR FROM NEW.{column}) AS INTEGER)",
}
DAYS_AGO = {
    "sqlite": "datetime('now', '-{days} days')",
    "postgresql": "(now() - interval '{days} days')",
}


@dataclass(frozen=True)
class Guard:
    """Refuse a row of `table` for which `wrong` holds, a condition on NEW (and OLD when it is for updates
    only; OLD alone for deletions).

    `{year_of:column}` in the condition is the year of a date column, `{days_ago:180}` the time that many days ago.
    `message` is what the database answers.
    """

    name: str
    table: str
    wrong: str
    message: str
    events: tuple[str, ...] = ("INSERT", "UPDATE")

    def condition(self, vendor: str) -> str:
        text = re.sub(r"\{year_of:(\w+)\}", lambda found: YEAR_OF[vendor].format(column=found[1]), self.wrong)
        return re.sub(r"\{days_ago:(\d+)\}", lambda found: DAYS_AGO[vendor].format(days=found[1]), text)

    def install(self, vendor: str) -> list[str]:
        # SQLite has one trigger for each event, PostgreSQL one for several with a function.
        condition, message = self.condition(vendor), self.message.replace("'", "''")
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name}_{event.lower()} BEFORE {event} ON {self.table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                for event in self.events
            ]
        # A BEFORE trigger of PostgreSQL must return the row, or the statement is silently skipped.
        row = "OLD" if self.events == ONLY_DELETIONS else "NEW"
        function = (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} "
            f"THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{message}'; END IF; "
            f"RETURN {row}; END $$"
        )
        trigger = (
            f"CREATE TRIGGER {self.name} BEFORE {' OR '.join(self.events)} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )
        return [function, trigger]

    def remove(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER {self.name}_{event.lower()}" for event in self.events]
        return [f"DROP TRIGGER {self.name} ON {self.table}", f"DROP FUNCTION {self.name}()"]


def immutable(table: str) -> Guard:
    """A table whose rows cannot be updated: history is appended, not rewritten."""
    return Guard(
        name=f"guard_{table}_is_immutable",
        table=table,
        wrong="1 = 1",
        message=f"{table} : une révision ne se modifie pas, on en ajoute une.",
        events=ONLY_UPDATES,
    )


def kept(table: str) -> Guard:
    """A table whose rows cannot be deleted: a mistake is retracted by another row."""
    return Guard(
        name=f"guard_{table}_is_kept",
        table=table,
        wrong="1 = 1",
        message=f"{table} : l'historique ne s'efface pas.",
        events=ONLY_DELETIONS,
    )


@dataclass(frozen=True)
class NeverEmptied:
    """Refuse TRUNCATE, which row triggers do not see. SQLite has no TRUNCATE: emptying a table there deletes rows."""

    table: str

    @property
    def name(self) -> str:
        return f"guard_{self.table}_is_never_emptied"

    def install(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return []
        function = (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            f"USING ERRCODE = 'check_violation', MESSAGE = '{self.table} : l''historique ne s''efface pas.'; END $$"
        )
        trigger = (
            f"CREATE TRIGGER {self.name} BEFORE TRUNCATE ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()"
        )
        return [function, trigger]

    def remove(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return []
        return [f"DROP TRIGGER {self.name} ON {self.table}", f"DROP FUNCTION {self.name}()"]


class RunStatements(migrations.RunPython):
    """Run SQL statements without building the models of that migration, which would take a third of the time of all
    migrations of a new database.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.code(from_state, schema_editor)


def install_guards(guards: Iterable[Guard | NeverEmptied]) -> RunStatements:
    """The reversible migration operation that installs these guards."""
    return RunStatements(*_statements(guards))


def remove_guards(guards: Iterable[Guard | NeverEmptied]) -> RunStatements:
    """The reversible migration operation that removes these guards."""
    install, remove = _statements(guards)
    return RunStatements(remove, install)


type Act = Callable[[Any, Any], None]


def _statements(guards: Iterable[Guard | NeverEmptied]) -> tuple[Act, Act]:
    listed = tuple(guards)

    def install(state: Any, schema_editor: Any) -> None:
        for guard in listed:
            for statement in guard.install(schema_editor.connection.vendor):
                schema_editor.execute(statement)

    def remove(state: Any, schema_editor: Any) -> None:
        for guard in reversed(listed):
            for statement in guard.remove(schema_editor.connection.vendor):
                schema_editor.execute(statement)

    return install, remove


def around_guards(operations: Iterable[Any]) -> list[Any]:
    """Wrap operations that alter a table which guards read or watch. SQLite rebuilds such a table and refuses to while
    a trigger names it, so all guards are removed before and installed again after. PostgreSQL needs none of this.
    """
    aside: dict[str, str] = {}

    def put_aside(state: Any, schema_editor: Any) -> None:
        aside.clear()
        aside.update(_triggers(schema_editor))
        for name in aside:
            schema_editor.execute(f"DROP TRIGGER {name}")

    def put_back(state: Any, schema_editor: Any) -> None:
        for creation in aside.values():
            schema_editor.execute(creation)

    return [
        RunStatements(put_aside, put_back),
        *operations,
        RunStatements(put_back, put_aside),
    ]


def _triggers(schema_editor: Any) -> dict[str, str]:
    if schema_editor.connection.vendor != "sqlite":
        return {}
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())
