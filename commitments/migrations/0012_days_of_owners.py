"""Owner and deputy of an action are named from a day to another one."""

from django.db import migrations, models

from accounts.guards import around_guards


class Migration(migrations.Migration):
    dependencies = [("commitments", "0011_origin_source")]

    operations = around_guards(
        [
            migrations.AddField(
                "ownershiprevision",
                "starts_on",
                models.DateField("à partir du", null=True, blank=True),
            ),
            migrations.AddField(
                "ownershiprevision",
                "ends_on",
                models.DateField("jusqu’au", null=True, blank=True),
            ),
            migrations.AddConstraint(
                "ownershiprevision",
                models.CheckConstraint(
                    condition=models.Q(
                        ("starts_on", None),
                        ("ends_on", None),
                        ("starts_on__lte", models.F("ends_on")),
                        _connector="OR",
                    ),
                    name="ownership_days_in_order",
                ),
            ),
        ]
    )
