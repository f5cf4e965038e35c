from django.db import migrations

from accounts.guards import NeverEmptied, immutable, install_guards, kept

TABLE = "dashboards_checkpointstamp"


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0019_stamps")]

    operations = [install_guards([immutable(TABLE), kept(TABLE), NeverEmptied(TABLE)])]
