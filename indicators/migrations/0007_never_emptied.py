from django.db import migrations

from accounts.guards import NeverEmptied, install_guards

KEPT = (
    "indicators_monthlyactual",
    "indicators_monthlock",
    "indicators_actualrevision",
    "indicators_neutralisationrevision",
    "indicators_targetrevision",
    "indicators_targetversion",
    "indicators_lockrevision",
    "indicators_evidence",
)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_recomputed")]

    operations = [install_guards(NeverEmptied(table) for table in KEPT)]
