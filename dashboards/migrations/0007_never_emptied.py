from django.db import migrations

from accounts.guards import NeverEmptied, install_guards

KEPT = (
    "dashboards_quarterclosing",
    "dashboards_frozenexport",
    "dashboards_review",
    "dashboards_reviewtext",
    "dashboards_reviewversion",
    "dashboards_reviewfile",
)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0006_reviews_are_kept")]

    operations = [install_guards(NeverEmptied(table) for table in KEPT)]
