from django.db import migrations

from accounts.guards import NeverEmptied, install_guards

KEPT = (
    "followup_followuprevision",
    "followup_ownershiprevision",
    "followup_followup",
    "followup_ownership",
    "followup_proof",
    "followup_actionlink",
)


class Migration(migrations.Migration):
    replaces = [("followup", "0003_never_emptied")]

    dependencies = [("commitments", "0008_follow_up_guards")]

    operations = [install_guards(NeverEmptied(table) for table in KEPT)]
