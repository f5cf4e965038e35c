"""The label of the scope names what it allows: decisions of the committee too."""

from django.db import migrations, models

CHOICES = [("lecture", "Lecture"), ("ecriture", "Lecture, saisie et décisions du comité")]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_attachments")]

    operations = [
        migrations.AlterField("token", "scope", models.CharField("portée", max_length=12, choices=CHOICES)),
    ]
