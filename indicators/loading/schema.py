"""Validate a contract's file against the published JSON Schema, with errors in French."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

SCHEMA_FILE = Path("docs") / "contrat.schema.json"
WORDS = {
    "type": "n’est pas du type attendu",
    "pattern": "n’a pas la forme attendue",
    "enum": "n’est pas une des valeurs admises",
    "const": "n’est pas la valeur attendue",
    "minItems": "est vide",
    "minLength": "est vide",
    "uniqueItems": "contient deux fois la même valeur",
    "additionalProperties": "porte une propriété inconnue",
    "required": "ne porte pas tout ce qu’il faut",
    "oneOf": "n’a aucune des formes admises, ou en a deux",
}


def problems_of(data: Any) -> Iterator[str]:
    """A sentence for each place where the file does not follow the schema."""
    validator = Draft202012Validator(json.loads((settings.BASE_DIR / SCHEMA_FILE).read_text("utf-8")))
    # Sorted by place, so that two runs on one file report the same list.
    for error in sorted(validator.iter_errors(data), key=lambda error: error.json_path):
        yield sentence(error)


def sentence(error: ValidationError) -> str:
    """The place, the error, and the missing or unknown property.

    Of the alternatives of a `oneOf`, the closest one: the library would report all of them.
    """
    closest = best_match([error]) or error
    complaint = WORDS.get(str(closest.validator), "n’est pas admis")
    detail = ""
    if closest.validator == "required":
        missing = [name for name in closest.validator_value if name not in closest.instance]
        detail = f" (il manque {', '.join(missing)})"
    elif closest.validator == "additionalProperties":
        known = closest.schema.get("properties", {})
        detail = f" ({', '.join(sorted(set(closest.instance) - set(known)))})"
    elif closest.validator in {"enum", "pattern", "const", "type"}:
        detail = f" : {closest.instance!r}"
    return f"{closest.json_path.replace('$', 'fichier', 1)} {complaint}{detail}."
