from django.db import migrations

from accounts.guards import NeverEmptied, install_guards

KEPT = ("commitments_change",)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0005_origin_grid")]

    operations = [install_guards(NeverEmptied(table) for table in KEPT)]
