from django.db import migrations

from accounts.guards import install_guards, kept


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0002_guards")]

    operations = [install_guards([kept("dashboards_quarterclosing"), kept("dashboards_frozenexport")])]
