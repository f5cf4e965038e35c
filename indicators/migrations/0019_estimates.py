"""Store what is estimated of the year's end beside each projection. Every series is marked as pending, so that the rows
that exist get their estimates; until then they have none, and nothing else of them changes.
"""

from typing import Any

from django.db import migrations

import indicators.models.exact
from accounts.guards import RunStatements

NAMES = {
    "estimate_low": "bas de l’intervalle de fin d’année",
    "estimate_high": "haut de l’intervalle de fin d’année",
    "chance_objectif": "chance d’atteindre l’objectif",
    "chance_seuil": "chance de tenir le seuil",
}
# "WHERE 1 = 1": SQLite would take the ON CONFLICT for a join.
ALL_PENDING = """INSERT INTO indicators_pendingrecompute (indicator_id, wanted_sequence, requested_at)
    SELECT i.id, c.sequence, CURRENT_TIMESTAMP
    FROM indicators_indicator i JOIN commitments_contract c ON c.id = i.contract_id WHERE 1 = 1
    ON CONFLICT (indicator_id) DO UPDATE SET wanted_sequence = excluded.wanted_sequence"""


def estimate_all(state: Any, schema_editor: Any) -> None:
    schema_editor.execute(ALL_PENDING)


def leave(state: Any, schema_editor: Any) -> None:
    """Rows without estimates need nothing."""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0018_answers")]

    operations = [
        *(
            migrations.AddField(
                "storedattainment",
                name,
                indicators.models.exact.ExactDecimalField(
                    decimal_places=6, max_digits=40, null=True, verbose_name=label
                ),
            )
            for name, label in NAMES.items()
        ),
        RunStatements(estimate_all, leave),
    ]
