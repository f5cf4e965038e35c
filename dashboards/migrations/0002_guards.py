from django.db import migrations

from accounts.guards import immutable, install_guards


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0001_initial")]

    operations = [
        install_guards([immutable("dashboards_quarterclosing"), immutable("dashboards_frozenexport")])
    ]
