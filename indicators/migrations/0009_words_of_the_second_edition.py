"""Admit the words of the second edition of the rules, and the columns that its figures need."""

from django.db import migrations, models

from accounts.guards import around_guards


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0008_stored_attainment"),
    ]

    operations = around_guards(
        [
            migrations.RemoveConstraint(
                model_name="measure",
                name="measure_aggregation_known",
            ),
            migrations.RemoveConstraint(
                model_name="measure",
                name="measure_frequency_known",
            ),
            migrations.AddField(
                model_name="storedattainment",
                name="is_floor",
                field=models.BooleanField(db_default=False, default=False, verbose_name="au moins"),
            ),
            migrations.AddField(
                model_name="storedattainment",
                name="weight",
                field=models.DecimalField(decimal_places=2, max_digits=7, null=True, verbose_name="poids"),
            ),
            migrations.AlterField(
                model_name="measure",
                name="aggregation",
                field=models.CharField(
                    choices=[
                        ("ratio", "ratio"),
                        ("evolution", "evolution"),
                        ("somme", "somme"),
                        ("cumul_contrat", "cumul_contrat"),
                        ("dernier", "dernier"),
                        ("etat", "etat"),
                    ],
                    max_length=20,
                    verbose_name="agrégation",
                ),
            ),
            migrations.AlterField(
                model_name="measure",
                name="frequency",
                field=models.CharField(
                    choices=[
                        ("mensuelle", "mensuelle"),
                        ("trimestrielle", "trimestrielle"),
                        ("semestrielle", "semestrielle"),
                        ("annuelle", "annuelle"),
                    ],
                    max_length=20,
                    verbose_name="fréquence",
                ),
            ),
            migrations.AlterField(
                model_name="storedattainment",
                name="status",
                field=models.CharField(
                    choices=[
                        ("neutralise", "neutralise"),
                        ("sans_objectif", "sans_objectif"),
                        ("non_echu", "non_echu"),
                        ("sans_objet", "sans_objet"),
                        ("non_renseigne", "non_renseigne"),
                        ("incomplet", "incomplet"),
                        ("atteint", "atteint"),
                        ("entre_seuil_et_objectif", "entre_seuil_et_objectif"),
                        ("sous_seuil", "sous_seuil"),
                    ],
                    max_length=30,
                    verbose_name="statut",
                ),
            ),
            migrations.AddConstraint(
                model_name="measure",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        (
                            "aggregation__in",
                            ["ratio", "evolution", "somme", "cumul_contrat", "dernier", "etat"],
                        )
                    ),
                    name="measure_aggregation_known",
                ),
            ),
            migrations.AddConstraint(
                model_name="measure",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("frequency__in", ["mensuelle", "trimestrielle", "semestrielle", "annuelle"])
                    ),
                    name="measure_frequency_known",
                ),
            ),
        ]
    )
