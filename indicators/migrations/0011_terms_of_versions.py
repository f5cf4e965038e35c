"""First year and weight in the versions of the targets, monthly profiles, base-year values."""

from functools import reduce
from operator import add

import django.db.models.deletion
from django.db import migrations, models

from accounts.guards import around_guards

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SUM_OF_PARTS = reduce(add, [models.F(month) for month in MONTHS])


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0009_follow_up_never_emptied"),
        ("indicators", "0010_exact_figures"),
    ]

    operations = around_guards(
        [
            migrations.CreateModel(
                name="BaseRevision",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("version", models.PositiveIntegerField(verbose_name="version")),
                    ("january", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="janvier")),
                    (
                        "february",
                        models.DecimalField(decimal_places=4, max_digits=15, verbose_name="février"),
                    ),
                    ("march", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="mars")),
                    ("april", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="avril")),
                    ("may", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="mai")),
                    ("june", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="juin")),
                    ("july", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="juillet")),
                    ("august", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="août")),
                    (
                        "september",
                        models.DecimalField(decimal_places=4, max_digits=15, verbose_name="septembre"),
                    ),
                    ("october", models.DecimalField(decimal_places=4, max_digits=15, verbose_name="octobre")),
                    (
                        "november",
                        models.DecimalField(decimal_places=4, max_digits=15, verbose_name="novembre"),
                    ),
                    (
                        "december",
                        models.DecimalField(decimal_places=4, max_digits=15, verbose_name="décembre"),
                    ),
                    ("reason", models.TextField(verbose_name="motif")),
                ],
                options={
                    "verbose_name": "valeurs de référence",
                    "verbose_name_plural": "valeurs de référence",
                    "ordering": ("indicator", "version"),
                },
            ),
            migrations.CreateModel(
                name="ProfileRevision",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("year", models.PositiveSmallIntegerField(verbose_name="exercice")),
                    ("version", models.PositiveIntegerField(verbose_name="version")),
                    ("is_withdrawn", models.BooleanField(default=False, verbose_name="levé")),
                    ("january", models.PositiveBigIntegerField(verbose_name="janvier")),
                    ("february", models.PositiveBigIntegerField(verbose_name="février")),
                    ("march", models.PositiveBigIntegerField(verbose_name="mars")),
                    ("april", models.PositiveBigIntegerField(verbose_name="avril")),
                    ("may", models.PositiveBigIntegerField(verbose_name="mai")),
                    ("june", models.PositiveBigIntegerField(verbose_name="juin")),
                    ("july", models.PositiveBigIntegerField(verbose_name="juillet")),
                    ("august", models.PositiveBigIntegerField(verbose_name="août")),
                    ("september", models.PositiveBigIntegerField(verbose_name="septembre")),
                    ("october", models.PositiveBigIntegerField(verbose_name="octobre")),
                    ("november", models.PositiveBigIntegerField(verbose_name="novembre")),
                    ("december", models.PositiveBigIntegerField(verbose_name="décembre")),
                    ("whole", models.PositiveBigIntegerField(verbose_name="total")),
                    ("reason", models.TextField(verbose_name="motif")),
                ],
                options={
                    "verbose_name": "profil mensuel",
                    "verbose_name_plural": "profils mensuels",
                    "ordering": ("indicator", "year", "version"),
                },
            ),
            migrations.CreateModel(
                name="VersionTerms",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "first_year",
                        models.PositiveSmallIntegerField(
                            blank=True, null=True, verbose_name="premier exercice"
                        ),
                    ),
                    (
                        "weight",
                        models.DecimalField(
                            blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="poids"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "premier exercice et poids",
                    "verbose_name_plural": "premiers exercices et poids",
                    "ordering": ("indicator", "version", "change"),
                },
            ),
            migrations.RemoveConstraint(
                model_name="targetversion",
                name="target_version_label_once",
            ),
            migrations.AddField(
                model_name="targetrevision",
                name="is_named",
                field=models.BooleanField(
                    db_default=False, default=False, verbose_name="nommée par la version"
                ),
            ),
            migrations.AddField(
                model_name="targetversion",
                name="weights_only",
                field=models.BooleanField(db_default=False, default=False, verbose_name="poids seuls"),
            ),
            migrations.AlterField(
                model_name="storedattainment",
                name="target_version",
                field=models.CharField(blank=True, max_length=250, verbose_name="version des cibles"),
            ),
            migrations.AddConstraint(
                model_name="targetrevision",
                constraint=models.CheckConstraint(
                    condition=models.Q(("is_named", False), ("kind", "defini"), _connector="OR"),
                    name="target_named_is_defined",
                ),
            ),
            migrations.AddConstraint(
                model_name="targetversion",
                constraint=models.UniqueConstraint(
                    condition=models.Q(("weights_only", False)),
                    fields=("contract", "label"),
                    name="target_version_label_once",
                ),
            ),
            migrations.AddField(
                model_name="baserevision",
                name="change",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="bases",
                    to="commitments.change",
                    verbose_name="acte",
                ),
            ),
            migrations.AddField(
                model_name="baserevision",
                name="indicator",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="bases",
                    to="indicators.indicator",
                    verbose_name="indicateur",
                ),
            ),
            migrations.AddField(
                model_name="indicator",
                name="current_base",
                field=models.OneToOneField(
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="current_of",
                    to="indicators.baserevision",
                    verbose_name="valeurs de référence",
                ),
            ),
            migrations.AddField(
                model_name="profilerevision",
                name="change",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="profiles",
                    to="commitments.change",
                    verbose_name="acte",
                ),
            ),
            migrations.AddField(
                model_name="profilerevision",
                name="indicator",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="profiles",
                    to="indicators.indicator",
                    verbose_name="indicateur",
                ),
            ),
            migrations.AddField(
                model_name="versionterms",
                name="change",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="version_terms",
                    to="commitments.change",
                    verbose_name="acte",
                ),
            ),
            migrations.AddField(
                model_name="versionterms",
                name="indicator",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="version_terms",
                    to="indicators.indicator",
                    verbose_name="indicateur",
                ),
            ),
            migrations.AddField(
                model_name="versionterms",
                name="version",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="terms",
                    to="indicators.targetversion",
                    verbose_name="version",
                ),
            ),
            migrations.AddField(
                model_name="indicator",
                name="current_terms",
                field=models.OneToOneField(
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="current_of",
                    to="indicators.versionterms",
                    verbose_name="premier exercice et poids",
                ),
            ),
            migrations.AddConstraint(
                model_name="baserevision",
                constraint=models.UniqueConstraint(fields=("indicator", "version"), name="base_version_once"),
            ),
            migrations.AddConstraint(
                model_name="baserevision",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("april__gte", 0),
                        ("august__gte", 0),
                        ("december__gte", 0),
                        ("february__gte", 0),
                        ("january__gte", 0),
                        ("july__gte", 0),
                        ("june__gte", 0),
                        ("march__gte", 0),
                        ("may__gte", 0),
                        ("november__gte", 0),
                        ("october__gte", 0),
                        ("september__gte", 0),
                    ),
                    name="base_values_not_negative",
                ),
            ),
            migrations.AddConstraint(
                model_name="baserevision",
                constraint=models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True), name="base_has_a_reason"
                ),
            ),
            migrations.AddConstraint(
                model_name="profilerevision",
                constraint=models.UniqueConstraint(
                    fields=("indicator", "year", "version"), name="profile_version_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="profilerevision",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("april__gte", 0),
                        ("august__gte", 0),
                        ("december__gte", 0),
                        ("february__gte", 0),
                        ("january__gte", 0),
                        ("july__gte", 0),
                        ("june__gte", 0),
                        ("march__gte", 0),
                        ("may__gte", 0),
                        ("november__gte", 0),
                        ("october__gte", 0),
                        ("september__gte", 0),
                        ("whole", SUM_OF_PARTS),
                        ("whole__gt", 0),
                    ),
                    name="profile_weights_sum_to_one",
                ),
            ),
            migrations.AddConstraint(
                model_name="profilerevision",
                constraint=models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True), name="profile_has_a_reason"
                ),
            ),
            migrations.AddConstraint(
                model_name="versionterms",
                constraint=models.UniqueConstraint(
                    fields=("indicator", "version", "change"), name="version_terms_once_in_a_change"
                ),
            ),
            migrations.AddConstraint(
                model_name="versionterms",
                constraint=models.CheckConstraint(
                    condition=models.Q(("weight__isnull", True), ("weight__gte", 0), _connector="OR"),
                    name="version_weight_not_negative",
                ),
            ),
        ]
    )
