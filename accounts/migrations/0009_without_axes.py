"""The tables of django-axes, which counted failed sign-ins: names and addresses that nothing reads any more."""

from django.db import migrations

TABLES = ("accessattemptexpiration", "accessattempt", "accessfailurelog", "accesslog")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_scope_label")]

    operations = [
        migrations.RunSQL([f"DROP TABLE IF EXISTS axes_{table}" for table in TABLES], migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM django_migrations WHERE app = 'axes'", migrations.RunSQL.noop),
    ]
