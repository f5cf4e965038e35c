"""All that is held on one person, as JSON that a program reads and a person too."""

import json
from collections.abc import Collection
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from accounts.models import User
from dashboards.persons.held import HELD, SECRETS_OF_ACCOUNT, model_of


def data_of(person: User) -> dict[str, Any]:
    """The account, then the rows of each table that name it, under the name of the table and of the column."""
    found: dict[str, Any] = {"compte": _row(person, SECRETS_OF_ACCOUNT)}
    for key, held in HELD.items():
        model, field = model_of(key)
        rows = model._base_manager.filter(**{field: person}).order_by("pk")
        found[key] = [_row(each, held.secrets) for each in rows.iterator(chunk_size=500)]
    return found


def json_of(person: User) -> bytes:
    return json.dumps(data_of(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _row(row: Model, secrets: Collection[str]) -> dict[str, Any]:
    """Bytes are files: their name is held beside them."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: value
        for name, value in values.items()
        if name not in secrets and not isinstance(value, bytes | memoryview)
    }
