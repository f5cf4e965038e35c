"""The model has a name of its own beside the domain's `Attainment`; its table keeps its name, so nothing is moved."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_never_emptied")]

    operations = [
        # In this order: once the table's name is written down, renaming the model does not touch it.
        migrations.AlterModelTable(name="Attainment", table="indicators_attainment"),
        migrations.RenameModel(old_name="Attainment", new_name="StoredAttainment"),
    ]
