"""Say in French what is wrong at a place of a contract's file: the property at fault, the form that is expected, the
values that are admitted.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from jsonschema.exceptions import ValidationError

LONGEST = 60
# A name is a convention of the file's lists: what their elements are known by.
NAMES = ("code", "numero", "titre", "libelle")
TYPES = {
    "object": "un objet entre accolades",
    "array": "une liste entre crochets",
    "string": "un texte entre guillemets",
    "integer": "un nombre entier sans guillemets",
    "boolean": "true ou false, sans guillemets",
    "null": "null",
}


def sentences_of(error: ValidationError, data: Any) -> Iterator[str]:
    """The sentences of one error; of the alternatives of a `oneOf`, those of the one that the data means."""
    if error.validator == "oneOf":
        yield from _of_alternatives(error, data)
        return
    for complaint in _complaints(error):
        end = "" if complaint.endswith("?") else "."
        yield f"{place_of(error.absolute_path, data)} : {complaint}{end}"


def place_of(path: Iterable[str | int], data: Any) -> str:
    """`indicateurs[R3].cibles.2012.objectif`: elements of a list by their code, or by their rank from 1."""
    words = ""
    for step in path:
        data = data[step]
        if isinstance(step, int):
            words += f"[{_name_of(data) or f'n° {step + 1}'}]"
        else:
            words += f".{step}" if words else step
    return words or "fichier"


def shown(value: Any) -> str:
    """The value as the file writes it, cut when it is long."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict | list):
        return "un objet" if isinstance(value, dict) else "une liste"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def listed(words: Iterable[object]) -> str:
    return ", ".join(f"« {word} »" for word in words)


def _name_of(element: Any) -> str:
    if not isinstance(element, dict):
        return ""
    names = (element.get(name) for name in NAMES)
    name = next((each for each in names if isinstance(each, str | int) and each != ""), "")
    return str(name)[:LONGEST]


def _of_alternatives(error: ValidationError, data: Any) -> Iterator[str]:
    """By the property that tells the alternatives apart, where there is one (`type` of a target)."""
    branches: Sequence[dict[str, Any]] = error.validator_value
    place = place_of(error.absolute_path, data)
    if not isinstance(error.instance, dict):
        yield f"{place} : {shown(error.instance)} n’est pas {TYPES['object']}."
        return
    required = [name for branch in branches for name in branch.get("required", ())]
    if all(set(branch) == {"required"} for branch in branches):
        yield f"{place} : il faut {' ou '.join(f'« {name} »' for name in required)}, et un seul des deux."
        return
    admitted = [_admitted(branch) for branch in branches]
    value = error.instance.get("type")
    meant = next((number for number, words in enumerate(admitted) if value in words), None)
    values = _values(word for words in admitted for word in words) + _form(error.schema)
    if "type" not in error.instance:
        yield f"{place} : il manque « type »{values}."
    elif meant is None:
        yield f"{place}.type : {shown(value)} n’est pas admis{values}."
    else:
        for each in error.context or ():
            if each.schema_path[0] == meant:
                yield from sentences_of(each, data)


def _admitted(branch: dict[str, Any]) -> list[str]:
    """The values of `type` that mean this alternative."""
    rule = branch["properties"]["type"]
    return rule["enum"] if "enum" in rule else [rule["const"]]


def _values(words: Iterable[object]) -> str:
    return f" ; valeurs admises : {listed(words)}"


def _complaints(error: ValidationError) -> Iterator[str]:
    match error.validator:
        case "required":
            for name in error.validator_value:
                if name not in error.instance:
                    yield f"il manque « {name} »{_form(error.schema.get('properties', {}).get(name, {}))}"
        case "additionalProperties":
            known = error.schema.get("properties", {})
            for name in sorted(set(error.instance) - set(known)):
                yield f"« {name[:LONGEST]} » n’est pas prévu{_meant(name, known)}"
        case "enum" | "const":
            values = error.validator_value if error.validator == "enum" else [error.validator_value]
            yield f"{shown(error.instance)} n’est pas admis{_values(values)}"
        case _:
            yield _of_a_value(error)


def _of_a_value(error: ValidationError) -> str:
    value = error.instance
    match error.validator:
        case "minItems" | "minLength":
            return f"ne peut pas être vide{_form(error.schema)}"
        case "maxLength":
            return f"{shown(value)} dépasse {error.validator_value} caractères"
        case "uniqueItems":
            return "contient deux fois la même valeur"
        case "type":
            expected = f"{_types(error.validator_value)}{_form(error.schema)}"
            return f"{shown(value)} n’est pas {expected}{_number(value, error)}"
        case _:
            return f"{shown(value)} n’est pas admis{_form(error.schema)}{_number(value, error)}"


def _types(types: str | Sequence[str]) -> str:
    return " ou ".join(TYPES[each] for each in ([types] if isinstance(types, str) else types))


def _form(schema: dict[str, Any]) -> str:
    """The form that the schema describes. What has a title is the whole file, whose description is not a form."""
    is_described = "description" in schema and "title" not in schema
    return f" ; attendu : {schema['description']}" if is_described else ""


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return (
        f" ; vouliez-vous dire « {close[0]} » ?"
        if close
        else f" ; propriétés admises : {listed(sorted(known))}"
    )


def _number(value: Any, error: ValidationError) -> str:
    """How a number is to be written, where a comma, spaces or missing quotes are all that is wrong with it."""
    pattern = error.schema.get("pattern", "")
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or "." not in pattern:
        return ""
    text = "".join(str(value).split()).replace(",", ".")
    is_otherwise = text != value and len(text) <= LONGEST and re.search(pattern, text)
    return f', donc ici "{text}"' if is_otherwise else ""
