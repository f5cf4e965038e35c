"""A short name beside the label of Annexe 3: contracts loaded before have none until their file is loaded again."""

from django.db import migrations, models

from accounts.guards import around_guards


class Migration(migrations.Migration):
    dependencies = [("indicators", "0020_signed_documents")]

    operations = around_guards(
        [
            migrations.AddField(
                "definitionrevision",
                "short_label",
                models.CharField("libellé court", max_length=45, blank=True, default="", db_default=""),
            ),
        ]
    )
