"""Definitions and credits of a contract as revisions of its own, still empty; the indicator points to the current one."""

from importlib import import_module

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from accounts.guards import around_guards, remove_guards

guards = import_module("indicators.migrations.0002_guards")
shapes = import_module("indicators.migrations.0003_shapes_and_history")
# They read the shared measure, which later migrations empty; 0016 has those that read definitions.
OF_MEASURES = (guards.TARGET_SIDE, guards.MEASURE_DIRECTION, shapes.MONTH_SHAPE, shapes.MEASURE_SHAPE)


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0009_follow_up_never_emptied"),
        ("indicators", "0013_terms_leave_indicators"),
    ]

    operations = [
        migrations.CreateModel(
            name="CreditRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "credit",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="score au seuil",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="motif")),
            ],
            options={
                "verbose_name": "score au seuil",
                "verbose_name_plural": "scores au seuil",
                "ordering": ("contract", "version"),
            },
        ),
        migrations.CreateModel(
            name="DefinitionRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("reason", models.TextField(blank=True, verbose_name="cause")),
                ("unit", models.CharField(max_length=30, verbose_name="unité")),
                ("decimals", models.PositiveSmallIntegerField(verbose_name="décimales publiées")),
                ("entry_decimals", models.PositiveSmallIntegerField(verbose_name="décimales saisies")),
                ("numerator_bounded", models.BooleanField(default=False, verbose_name="numérateur borné")),
                (
                    "direction",
                    models.CharField(
                        choices=[("hausse", "hausse"), ("baisse", "baisse")],
                        max_length=10,
                        verbose_name="sens",
                    ),
                ),
                (
                    "aggregation",
                    models.CharField(
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
                (
                    "frequency",
                    models.CharField(
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
                ("numerator_label", models.CharField(blank=True, max_length=200, verbose_name="numérateur")),
                (
                    "denominator_label",
                    models.CharField(blank=True, max_length=200, verbose_name="dénominateur"),
                ),
                ("label", models.TextField(verbose_name="libellé de l’annexe 3")),
                ("fiche_label", models.TextField(blank=True, verbose_name="libellé de la fiche")),
                (
                    "base_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année de référence"
                    ),
                ),
                ("passport", models.JSONField(blank=True, default=dict, verbose_name="passeport")),
            ],
            options={
                "verbose_name": "définition",
                "ordering": ("indicator", "version"),
            },
        ),
        migrations.AddField(
            model_name="creditrevision",
            name="change",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_revisions",
                to="commitments.change",
                verbose_name="acte",
            ),
        ),
        migrations.AddField(
            model_name="creditrevision",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_revisions",
                to="commitments.contract",
                verbose_name="contrat",
            ),
        ),
        migrations.AddField(
            model_name="definitionrevision",
            name="change",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="definitions",
                to="commitments.change",
                verbose_name="acte",
            ),
        ),
        migrations.AddField(
            model_name="definitionrevision",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="definitions",
                to="indicators.indicator",
                verbose_name="indicateur",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditrevision",
            constraint=models.UniqueConstraint(fields=("contract", "version"), name="credit_version_once"),
        ),
        migrations.AddConstraint(
            model_name="creditrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="credit_has_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("credit__gte", 0), ("credit__lte", 100)), name="credit_is_a_score"
            ),
        ),
        migrations.AddIndex(
            model_name="definitionrevision",
            index=models.Index(fields=["indicator", "change"], name="definition_by_change"),
        ),
        migrations.AddConstraint(
            model_name="definitionrevision",
            constraint=models.UniqueConstraint(
                fields=("indicator", "version"), name="definition_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="definitionrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="definition_has_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="definitionrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ["hausse", "baisse"])), name="definition_direction_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="definitionrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("aggregation__in", ["ratio", "evolution", "somme", "cumul_contrat", "dernier", "etat"])
                ),
                name="definition_aggregation_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="definitionrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("frequency__in", ["mensuelle", "trimestrielle", "semestrielle", "annuelle"])
                ),
                name="definition_frequency_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="definitionrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("decimals__lte", 4), ("entry_decimals__lte", 4)),
                name="definition_decimals_fit_the_storage",
            ),
        ),
        migrations.AddConstraint(
            model_name="definitionrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("aggregation__in", ["ratio", "evolution"]),
                    models.Q(("denominator_label", ""), ("numerator_label", "")),
                    _connector="XOR",
                ),
                name="definition_pair_is_named",
            ),
        ),
        *around_guards(
            [
                migrations.AddField(
                    model_name="indicator",
                    name="current_definition",
                    field=models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="current_of",
                        to="indicators.definitionrevision",
                        verbose_name="définition",
                    ),
                ),
            ]
        ),
        remove_guards(OF_MEASURES),
    ]
