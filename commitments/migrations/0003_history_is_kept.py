from django.db import migrations

from accounts.guards import install_guards, kept


class Migration(migrations.Migration):
    dependencies = [("commitments", "0002_guards")]

    operations = [install_guards([kept("commitments_change")])]
