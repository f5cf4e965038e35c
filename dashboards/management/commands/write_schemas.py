"""`manage.py write_schemas`: every file of docs/ that is derived from the code. `make schema` runs it.

A test compares each file with the code, so that a new column of the quarterly file or a new field of the API takes this
command and no edit by hand.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.validation import validate_schema

from dashboards.exports.columns import QUARTER_COLUMNS, QUARTER_KEY, schema_text


def openapi_text() -> str:
    """The OpenAPI document of the API; refused when it is not valid or when a part of it had to be guessed."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    validate_schema(document)  # type: ignore[no-untyped-call]
    if GENERATOR_STATS:
        GENERATOR_STATS.emit_summary()
        raise CommandError("Le schéma de l’API n’est pas complet : voyez les avertissements ci-dessus.")
    return OpenApiJsonRenderer().render(document, renderer_context={}).decode()


def table_schema_text() -> str:
    """The Table Schema of the quarterly file."""
    return schema_text(QUARTER_COLUMNS, QUARTER_KEY)


DERIVED_FILES: dict[str, Callable[[], str]] = {
    "docs/openapi.json": openapi_text,
    "docs/schema.json": table_schema_text,
}


class Command(BaseCommand):
    help = "Écrit les fichiers dérivés du code dans docs/, et leur empreinte (pour CHANGELOG.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, text in DERIVED_FILES.items():
            content = text().encode()
            (settings.BASE_DIR / name).write_bytes(content)
            self.stdout.write(f"{name} {sha256(content).hexdigest()[:12]}")
