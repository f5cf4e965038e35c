from django.db import migrations

from accounts.guards import immutable, install_guards, kept

KEPT = (
    "dashboards_review",
    "dashboards_reviewtext",
    "dashboards_reviewversion",
    "dashboards_reviewfile",
)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0005_reviews")]

    operations = [install_guards([guard for table in KEPT for guard in (immutable(table), kept(table))])]
