from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_entry")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="recomputed",
            field=models.UUIDField(editable=False, null=True, verbose_name="dernier calcul"),
        ),
    ]
