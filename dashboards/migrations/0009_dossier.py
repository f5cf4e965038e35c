import django.db.models.deletion
from django.db import migrations, models

from accounts.guards import around_guards

LABELS = [
    ("dossier", "Dossier du trimestre (PDF)"),
    ("passeports", "Passeports, annexe (PDF)"),
    ("xlsx", "XLSX"),
    ("ods", "ODS"),
    ("excel-fr", "CSV pour tableur français"),
    ("open-data", "CSV données ouvertes"),
    ("donnees", "Paquet de données (ZIP)"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0009_follow_up_never_emptied"),
        ("dashboards", "0008_rules_edition_of_a_closing"),
    ]

    operations = around_guards(
        [
            migrations.RemoveConstraint(model_name="frozenexport", name="frozen_export_format_known"),
            migrations.AddField(
                model_name="frozenexport",
                name="change",
                field=models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="later_exports",
                    to="commitments.change",
                    verbose_name="acte",
                ),
            ),
            migrations.AlterField(
                model_name="frozenexport",
                name="format",
                field=models.CharField(choices=LABELS, max_length=20, verbose_name="format"),
            ),
            migrations.AddConstraint(
                model_name="frozenexport",
                constraint=models.CheckConstraint(
                    condition=models.Q(format__in=[value for value, _ in LABELS]),
                    name="frozen_export_format_known",
                ),
            ),
        ]
    )
