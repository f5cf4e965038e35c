import commitments.calendar
import commitments.ledger.state
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # These models were an application of their own, `followup`: a database that has its tables keeps them as they are.
    replaces = [("followup", "0001_initial")]

    dependencies = [
        ("commitments", "0006_never_emptied"),
        ("indicators", "0005_entry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "declared",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "pas commencé"),
                            ("en_cours", "en cours"),
                            ("realise", "réalisé"),
                            ("abandonne", "abandonné"),
                        ],
                        max_length=12,
                        verbose_name="état déclaré",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="avancement")),
                ("forecast", models.DateField(blank=True, null=True, verbose_name="date prévue")),
                ("comment", models.TextField(blank=True, verbose_name="commentaire")),
                ("reason", models.TextField(blank=True, verbose_name="motif de l’abandon")),
                ("decided_by", models.CharField(blank=True, max_length=200, verbose_name="décidé par")),
                ("waiver", models.TextField(blank=True, verbose_name="dispense de preuve")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("saisi", "saisi"),
                            ("soumis", "soumis"),
                            ("valide", "validé"),
                            ("retourne", "renvoyé"),
                        ],
                        default=commitments.ledger.state.State["SAISI"],
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("returned_because", models.TextField(blank=True, verbose_name="motif du renvoi")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_up_revisions",
                        to="commitments.change",
                        verbose_name="acte",
                    ),
                ),
                (
                    "planned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_up_revisions",
                        to="commitments.plannedyear",
                        verbose_name="échéance",
                    ),
                ),
            ],
            options={
                "db_table": "followup_followuprevision",
                "verbose_name": "révision d’une échéance",
                "verbose_name_plural": "révisions des échéances",
                "ordering": ("planned_id", "version"),
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "planned",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_up",
                        to="commitments.plannedyear",
                        verbose_name="échéance",
                    ),
                ),
                (
                    "current",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="current_of",
                        to="commitments.followuprevision",
                        verbose_name="révision",
                    ),
                ),
            ],
            options={
                "db_table": "followup_followup",
                "verbose_name": "suivi d’une échéance",
                "verbose_name_plural": "suivis des échéances",
                "ordering": ("planned_id",),
            },
        ),
        migrations.CreateModel(
            name="OwnershipRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ownership_revisions",
                        to="commitments.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ownership_revisions",
                        to="commitments.change",
                        verbose_name="acte",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="suppléant",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsable",
                    ),
                ),
            ],
            options={
                "db_table": "followup_ownershiprevision",
                "verbose_name": "attribution d’une action",
                "verbose_name_plural": "attributions des actions",
                "ordering": ("action", "version"),
            },
        ),
        migrations.CreateModel(
            name="Ownership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ownership",
                        to="commitments.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "current",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="current_of",
                        to="commitments.ownershiprevision",
                        verbose_name="révision",
                    ),
                ),
            ],
            options={
                "db_table": "followup_ownership",
                "verbose_name": "responsable d’une action",
                "verbose_name_plural": "responsables des actions",
                "ordering": ("action",),
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="lien")),
                ("stored_as", models.CharField(blank=True, max_length=80, verbose_name="rangé sous")),
                ("content_type", models.CharField(blank=True, max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="taille")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="commitments.change",
                        verbose_name="acte",
                    ),
                ),
                (
                    "planned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="commitments.plannedyear",
                        verbose_name="échéance",
                    ),
                ),
                (
                    "withdrawn",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn_proofs",
                        to="commitments.change",
                        verbose_name="retrait",
                    ),
                ),
            ],
            options={
                "db_table": "followup_proof",
                "verbose_name": "preuve d’une action",
                "verbose_name_plural": "preuves des actions",
                "ordering": ("planned_id", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ActionLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="commitments.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_links",
                        to="commitments.change",
                        verbose_name="acte",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_links",
                        to="indicators.indicator",
                        verbose_name="indicateur",
                    ),
                ),
                (
                    "removed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="removed_action_links",
                        to="commitments.change",
                        verbose_name="retrait",
                    ),
                ),
            ],
            options={
                "db_table": "followup_actionlink",
                "verbose_name": "lien avec un indicateur",
                "verbose_name_plural": "liens avec les indicateurs",
                "ordering": ("action", "indicator__position"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed__isnull", True)),
                        fields=("action", "indicator"),
                        name="action_linked_once_to_an_indicator",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.UniqueConstraint(fields=("planned", "version"), name="follow_up_version_once"),
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="follow_up_has_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "declared__in",
                        [
                            commitments.calendar.Declared["RIEN"],
                            commitments.calendar.Declared["EN_COURS"],
                            commitments.calendar.Declared["REALISE"],
                            commitments.calendar.Declared["ABANDONNE"],
                        ],
                    )
                ),
                name="follow_up_declared_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            commitments.ledger.state.State["SAISI"],
                            commitments.ledger.state.State["SOUMIS"],
                            commitments.ledger.state.State["VALIDE"],
                            commitments.ledger.state.State["RETOURNE"],
                        ],
                    )
                ),
                name="follow_up_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress__gte", 0), ("progress__lte", 100)),
                name="follow_up_progress_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declared", commitments.calendar.Declared["RIEN"]), _negated=True),
                    ("progress", 0),
                    _connector="OR",
                ),
                name="follow_up_begun_by_its_progress",
            ),
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declared", commitments.calendar.Declared["REALISE"]), _negated=True),
                    ("progress", 100),
                    _connector="OR",
                ),
                name="follow_up_done_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declared", commitments.calendar.Declared["ABANDONNE"]), _negated=True),
                    models.Q(
                        models.Q(("reason", ""), _negated=True), models.Q(("decided_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="follow_up_abandoned_by_whom_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="followuprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", commitments.ledger.state.State["RETOURNE"]), _negated=True),
                    models.Q(("returned_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="follow_up_returned_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="follow_up_pointer_has_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownershiprevision",
            constraint=models.UniqueConstraint(fields=("action", "version"), name="ownership_version_once"),
        ),
        migrations.AddConstraint(
            model_name="ownershiprevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owner__isnull", True),
                    ("deputy__isnull", True),
                    models.Q(("owner", models.F("deputy")), _negated=True),
                    _connector="OR",
                ),
                name="ownership_deputy_is_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("url", ""), models.Q(("stored_as", ""), _negated=True)),
                    models.Q(models.Q(("url", ""), _negated=True), ("stored_as", "")),
                    _connector="OR",
                ),
                name="proof_is_a_file_or_a_link",
            ),
        ),
    ]
