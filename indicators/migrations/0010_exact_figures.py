"""Figures to the last digit: text columns on SQLite, more digits on PostgreSQL, where room for updates is left as well.

On PostgreSQL nothing is rewritten: digits before the point are added without reading the rows, and the fill factor counts
for the pages written from now on. SQLite keeps the digits that it has until the next recompute.
"""

from typing import Any

from django.db import migrations

from accounts.guards import RunStatements
from indicators.models.exact import ExactDecimalField

TABLE = "indicators_attainment"
FIGURES = {
    "value": "valeur à date",
    "quarter_value": "valeur du trimestre",
    "numerator": "numérateur à date",
    "denominator": "dénominateur à date",
    "seuil_annual": "seuil annuel",
    "objectif_annual": "objectif annuel",
    "seuil_to_date": "seuil à date",
    "objectif_to_date": "objectif à date",
    "gap": "écart à l’objectif",
    "position": "position entre seuil et objectif",
    "projection": "projection annuelle",
    "pace": "rythme requis",
}
# A row is then replaced within its page, and no index is touched: half of the time of a recompute (decision 43).
FILL_FACTOR = 45


class AlterFigures(migrations.SeparateDatabaseAndState):
    """All columns at once: SQLite would rebuild the table for each of them, PostgreSQL lock it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        before, after = (
            state.apps.get_model(app_label, "StoredAttainment")._meta for state in (from_state, to_state)
        )
        changed = [(before.get_field(name), after.get_field(name)) for name in FIGURES]
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(before.model, alter_fields=changed)
            return
        columns = ", ".join(
            f"ALTER COLUMN {field.column} TYPE {field.db_type(schema_editor.connection)}"
            for _, field in changed
        )
        schema_editor.execute(f"ALTER TABLE {TABLE} {columns}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)


def write_all_decimals(apps: Any, schema_editor: Any) -> None:
    """What was a number becomes a text with six decimals. It had fifteen digits: the sixteenth would be made up."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name in FIGURES:
        kept = f"max(1, min(6, 15 - length(CAST(abs(CAST({name} AS real)) AS integer))))"
        text = f"printf('%.*f', {kept}, CAST({name} AS real)) || substr('000000', 1, 6 - {kept})"
        schema_editor.execute(f"UPDATE {TABLE} SET {name} = {text} WHERE {name} IS NOT NULL", None)  # noqa: S608


def leave_room(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} SET (fillfactor = {FILL_FACTOR})")


def leave_none(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0009_words_of_the_second_edition")]

    operations = [
        AlterFigures(
            state_operations=[
                migrations.AlterField(
                    "storedattainment",
                    name,
                    ExactDecimalField(label, max_digits=40, decimal_places=6, null=True),
                )
                for name, label in FIGURES.items()
            ]
        ),
        RunStatements(write_all_decimals, migrations.RunPython.noop),
        RunStatements(leave_room, leave_none),
    ]
