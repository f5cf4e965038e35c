"""An indicator is assigned from a day to another one."""

from django.db import migrations, models

from accounts.guards import around_guards


class Migration(migrations.Migration):
    dependencies = [("indicators", "0024_sources_are_kept")]

    operations = around_guards(
        [
            migrations.AddField(
                "assignment",
                "starts_on",
                models.DateField("à partir du", null=True, blank=True),
            ),
            migrations.AddField(
                "assignment",
                "ends_on",
                models.DateField("jusqu’au", null=True, blank=True, help_text="Jour compris."),
            ),
            migrations.AddConstraint(
                "assignment",
                models.CheckConstraint(
                    condition=models.Q(
                        ("starts_on", None),
                        ("ends_on", None),
                        ("starts_on__lte", models.F("ends_on")),
                        _connector="OR",
                    ),
                    name="assignment_days_in_order",
                ),
            ),
        ]
    )
