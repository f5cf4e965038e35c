"""The signed document of an avenant; a proof of a month stays as it was attached, as one of an échéance does."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.guards import ONLY_UPDATES, Guard, NeverEmptied, install_guards, kept

DOCUMENTS, EVIDENCE = "indicators_signeddocument", "indicators_evidence"
OF_VERSION = "SELECT v.contract_id FROM indicators_targetversion v WHERE v.id = NEW.version_id"
OF_INDICATOR = "SELECT i.contract_id FROM indicators_indicator i WHERE i.id = NEW.indicator_id"


def act_of_same_contract(table: str, column: str, contract: str) -> Guard:
    return Guard(
        name=f"guard_{table}_{column.removesuffix('_id')}",
        table=table,
        wrong=f"""NEW.{column} IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM commitments_change h WHERE h.id = NEW.{column} AND h.contract_id = ({contract}))""",  # noqa: S608 - our own names of tables
        message="Un document porte l'acte d'un autre contrat.",
    )


def as_attached(table: str, *subject: str) -> Guard:
    columns = (*subject, "change_id", "name", "url", "stored_as", "content_type", "size", "sha256")
    changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)
    return Guard(
        name=f"guard_{table}_stays_as_attached",
        table=table,
        wrong=f"{changed} OR OLD.withdrawn_id IS NOT NULL",
        message="Ce qui est joint reste tel que joint ; un retrait ne se reprend pas.",
        events=ONLY_UPDATES,
    )


OF_AN_AVENANT = Guard(
    name="guard_signed_document_of_an_avenant",
    table=DOCUMENTS,
    wrong="""NOT EXISTS (
        SELECT 1 FROM indicators_targetversion v
        WHERE v.id = NEW.version_id AND v.number > 0 AND NOT v.weights_only)""",
    message="Un document signé est celui d'un avenant.",
)


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0010_answers"),
        ("indicators", "0019_estimates"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedDocument",
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
                        related_name="signed_documents",
                        to="commitments.change",
                        verbose_name="acte",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="indicators.targetversion",
                        verbose_name="version",
                    ),
                ),
                (
                    "withdrawn",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_documents",
                        to="commitments.change",
                        verbose_name="remplacement",
                    ),
                ),
            ],
            options={
                "verbose_name": "document signé",
                "verbose_name_plural": "documents signés",
                "ordering": ("version", "pk"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn__isnull", True)),
                        fields=("version",),
                        name="one_signed_document_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("url", ""), models.Q(("stored_as", ""), _negated=True)),
                            models.Q(models.Q(("url", ""), _negated=True), ("stored_as", "")),
                            _connector="OR",
                        ),
                        name="signeddocument_is_a_file_or_a_link",
                    ),
                ],
            },
        ),
        install_guards(
            [
                OF_AN_AVENANT,
                act_of_same_contract(DOCUMENTS, "change_id", OF_VERSION),
                act_of_same_contract(DOCUMENTS, "withdrawn_id", OF_VERSION),
                act_of_same_contract(EVIDENCE, "withdrawn_id", OF_INDICATOR),
                as_attached(DOCUMENTS, "version_id"),
                as_attached(EVIDENCE, "indicator_id", "month"),
                kept(DOCUMENTS),
                NeverEmptied(DOCUMENTS),
            ]
        ),
    ]
