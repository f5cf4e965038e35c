"""Statements and names that both kinds of database share."""

from django.apps import apps

from commitments.models import AttachedProof

MIGRATIONS = "SELECT app, name FROM django_migrations"
PROOFS = "SELECT stored_as, size, sha256 FROM \"{table}\" WHERE stored_as <> '' ORDER BY stored_as"
FILLED_BY_MIGRATIONS = frozenset({"django_migrations", "django_content_type", "auth_permission"})


def proof_tables() -> list[str]:
    """Every table whose rows name a file of the evidence folder."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AttachedProof))
