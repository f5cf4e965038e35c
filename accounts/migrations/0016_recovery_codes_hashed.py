"""Recovery codes that were stored as a seed are stored as hashes: those that were not used go on serving."""

from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import make_password
from django.db import migrations

KIND = "recovery_codes"


def hash_codes(apps: Any, schema_editor: Any) -> None:
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type=KIND).order_by("pk"):
        factor.data = {"hashes": [make_password(code) for code in RecoveryCodes(factor).get_unused_codes()]}
        factor.save(update_fields=["data"])


def forget_codes(apps: Any, schema_editor: Any) -> None:
    """A hash gives no seed back: people make others."""
    apps.get_model("mfa", "Authenticator").objects.filter(type=KIND).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_webhooks"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(hash_codes, forget_codes)]
