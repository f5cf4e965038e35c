"""Two more turns are alerted: each starts after the month that is shown on the day of the migration, contract by contract."""

import django.db.models.deletion
from django.db import migrations, models
from accounts.clock import localdate

from indicators.domain import reference_month

ADDED = ("sous_objectif", "projete_seuil")


def start_next_month(apps, schema_editor):
    start = apps.get_model("dashboards", "TurnStart")
    today = localdate()
    for each in apps.get_model("commitments", "Contract").objects.all():
        shown = reference_month(today, each.entry_delay_days, each.first_year, each.last_year)
        month = shown.plus(1).first_day
        start.objects.bulk_create(start(contract=each, turn=turn, month=month) for turn in ADDED)


def forget(apps, schema_editor):
    apps.get_model("dashboards", "Alert").objects.filter(turn__in=ADDED).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0010_answers"),
        ("dashboards", "0012_words_of_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="TurnStart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("turn", models.CharField(max_length=20, verbose_name="tournant")),
                ("month", models.DateField(verbose_name="premier mois")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="commitments.contract",
                        verbose_name="contrat",
                    ),
                ),
            ],
            options={
                "verbose_name": "début d’une alerte",
                "verbose_name_plural": "débuts des alertes",
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "turn"), name="turn_starts_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="turn_start_is_a_first_day"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="alert", name="alert_turn_known"),
        migrations.AlterField(
            model_name="alert",
            name="turn",
            field=models.CharField(
                choices=[
                    ("sous_seuil", "Ne tient plus le seuil"),
                    ("sous_objectif", "N’atteint plus l’objectif"),
                    ("redresse", "Tient de nouveau le seuil"),
                    ("projete", "Projection qui manque l’objectif"),
                    ("projete_seuil", "Projection qui ne tient pas le seuil"),
                ],
                max_length=20,
                verbose_name="tournant",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("turn__in", ["sous_seuil", "sous_objectif", "redresse", "projete", "projete_seuil"])
                ),
                name="alert_turn_known",
            ),
        ),
        migrations.RunPython(start_next_month, forget),
    ]
