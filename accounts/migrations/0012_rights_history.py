"""History of roles, assignments, tokens and access, and the roles that people ask for: rows are added, never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.guards import Guard, NeverEmptied, immutable, install_guards, kept

REVISIONS, REQUESTS, DECISIONS = "accounts_rightrevision", "accounts_rolerequest", "accounts_roledecision"
IN_ORDER = Guard(
    name="guard_right_revision_in_order",
    table=REVISIONS,
    wrong="""NEW.sequence <> 1 + COALESCE(
        (SELECT MAX(r.sequence) FROM accounts_rightrevision r WHERE r.body_id = NEW.body_id), 0)""",
    message="L'historique des droits se suit sans trou.",
    events=("INSERT",),
)
BY_SOMEBODY_ELSE = Guard(
    name="guard_role_decision_by_somebody_else",
    table=DECISIONS,
    wrong="""NEW.outcome = 'acceptee' AND EXISTS (
        SELECT 1 FROM accounts_rolerequest r
        WHERE r.id = NEW.request_id AND NEW.decided_by_id IN (r.asked_by_id, r.person_id))""",
    message="Nul n'accepte ce qu'il a demandé.",
    events=("INSERT",),
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_security_journal_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("gestionnaire", "Gestionnaire"),
                            ("controleur", "Contrôle de gestion"),
                            ("direction", "Direction"),
                            ("lecteur", "Lecteur (Cnav)"),
                            ("administrateur", "Administrateur"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="demandé par",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_requests",
                        to="accounts.body",
                        verbose_name="organisme",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pour",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande de rôle",
                "verbose_name_plural": "demandes de rôle",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="RoleDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("acceptee", "acceptée"),
                            ("refusee", "refusée"),
                            ("reprise", "reprise par son auteur"),
                        ],
                        max_length=10,
                        verbose_name="suite",
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="le")),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="accounts.rolerequest",
                        verbose_name="demande",
                    ),
                ),
            ],
            options={
                "verbose_name": "suite d’une demande de rôle",
            },
        ),
        migrations.CreateModel(
            name="RightRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField(verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("role", "Rôle"),
                            ("attribution", "Attribution"),
                            ("jeton", "Jeton"),
                            ("acces", "Accès"),
                        ],
                        max_length=12,
                        verbose_name="droit",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="sur")),
                ("before", models.CharField(blank=True, max_length=20, verbose_name="avant")),
                ("after", models.CharField(blank=True, max_length=20, verbose_name="après")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("formulaire", "à l’écran"),
                            ("import", "chargement d’un contrat"),
                            ("commande", "commande de l’exploitant"),
                            ("demonstration", "démonstration"),
                            ("connexion", "fournisseur d’identité"),
                            ("reprise", "déjà là avant l’historique"),
                        ],
                        max_length=15,
                        verbose_name="voie",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="le")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="right_revisions",
                        to="accounts.body",
                        verbose_name="organisme",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="right_revisions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="accounts.rolerequest",
                        verbose_name="demande",
                    ),
                ),
            ],
            options={
                "verbose_name": "changement de droit",
                "verbose_name_plural": "historique des droits",
                "ordering": ("-recorded_at", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="rolerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["gestionnaire", "controleur", "direction", "lecteur", "administrateur"])
                ),
                name="role_request_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="roledecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["acceptee", "refusee", "reprise"])),
                name="role_decision_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightrevision",
            constraint=models.UniqueConstraint(fields=("body", "sequence"), name="right_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="rightrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["role", "attribution", "jeton", "acces"])),
                name="right_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("way__in", ["formulaire", "import", "commande", "demonstration", "connexion", "reprise"])
                ),
                name="right_way_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("before", models.F("after")), _negated=True),
                name="right_changes_something",
            ),
        ),
        migrations.AddField(
            "outboxmail",
            "address",
            models.CharField(
                blank=True, db_default="", default="", max_length=254, verbose_name="à une autre adresse"
            ),
        ),
        install_guards(
            [
                IN_ORDER,
                BY_SOMEBODY_ELSE,
                *(
                    guard(table)
                    for table in (REVISIONS, REQUESTS, DECISIONS)
                    for guard in (immutable, kept, NeverEmptied)
                ),
            ]
        ),
    ]
