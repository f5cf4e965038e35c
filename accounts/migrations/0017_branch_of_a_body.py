"""A body may say of which branch it is."""

from django.db import migrations, models

from accounts.guards import around_guards

BRANCHES = (
    ("retraite", "Retraite"),
    ("maladie", "Maladie"),
    ("famille", "Famille"),
    ("recouvrement", "Recouvrement"),
    ("autonomie", "Autonomie"),
    ("at-mp", "Accidents du travail et maladies professionnelles"),
    ("commune", "Plusieurs branches"),
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_recovery_codes_hashed")]

    operations = around_guards(
        [
            migrations.AddField(
                "body",
                "branch",
                models.CharField(
                    "branche", max_length=20, choices=BRANCHES, blank=True, default="", db_default=""
                ),
            )
        ]
    )
