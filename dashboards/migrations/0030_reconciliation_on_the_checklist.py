from django.db import migrations, models

from accounts.guards import around_guards

KINDS = ["manquant", "renvoye", "non_valide", "inhabituel", "sans_commentaire", "ecart_cnav"]


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0029_reconciliation_is_kept")]

    operations = around_guards(
        [
            migrations.RemoveConstraint(model_name="quarterwaiver", name="waiver_kind_known"),
            migrations.AlterField(
                model_name="quarterwaiver",
                name="kind",
                field=models.CharField(
                    choices=[(each, each) for each in KINDS], max_length=20, verbose_name="point"
                ),
            ),
            migrations.AddConstraint(
                model_name="quarterwaiver",
                constraint=models.CheckConstraint(
                    condition=models.Q(kind__in=KINDS), name="waiver_kind_known"
                ),
            ),
        ]
    )
