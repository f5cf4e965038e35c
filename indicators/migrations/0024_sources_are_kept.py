from django.db import migrations

from accounts.guards import NeverEmptied, immutable, install_guards, kept

TABLES = ("indicators_sourcearrival", "indicators_sourceevent")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0023_sources")]

    operations = [
        install_guards(
            guard for table in TABLES for guard in (immutable(table), kept(table), NeverEmptied(table))
        ),
    ]
