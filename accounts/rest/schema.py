"""OpenAPI document: parameters, refusals and headers of each operation, added to what the library derives."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from accounts.rest.problems import KINDS
from accounts.rest.renderers import CsvRenderer, JsonRenderer
from accounts.rest.views import Collection

PROBLEM = "application/problem+json"
ALWAYS = (400, 401, 403, 404, 406, 422, 429)
WITH_BODY = (412, 413, 415, 428)
READ_METHODS = {"get", "head", "options"}
METHODS = {*READ_METHODS, "post", "put", "patch", "delete"}


class ApiSchema(AutoSchema):
    """Take the parameters of an address from its `query`, and whether it lists from its class."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        return isinstance(self.view, Collection) and self.method == "GET"

    def map_renderers(self, attribute: str) -> list[Any]:
        """Only JSON where the same in CSV has an address of its own (`accounts.rest.addresses`): a generated client
        cannot read an answer that has two types.
        """
        found: list[Any] = super().map_renderers(attribute)
        json, csv = getattr(JsonRenderer, attribute), getattr(CsvRenderer, attribute)
        return [each for each in found if each != csv] if json in found else found

    def get_operation_id(self) -> str:
        return str(super().get_operation_id()).replace(".", "_").replace("__", "_")

    def get_override_parameters(self) -> list[Any]:
        query = getattr(self.view, "query", None)
        is_asked = query is not None and self.method == "GET" and query().fields
        return [query] if is_asked else []

    def get_description(self) -> str:  # type: ignore[override]  # as the library that it extends has it
        """None: docstrings are English and for developers, the document is French."""
        return ""


def with_problems(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Add to each operation the refusals and the headers of its answers."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in schemas.items():
        schema.pop("description", None)  # a docstring, in English
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    schemas["Problem"] = _problem()
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                if path.endswith(".csv"):
                    operation["summary"] += ", en CSV"
                _add_refusals(method, operation)
                _add_headers(operation)
    return result


def _add_refusals(method: str, operation: dict[str, Any]) -> None:
    statuses = ALWAYS if method in READ_METHODS else (*ALWAYS, *WITH_BODY)
    for status in statuses:
        titles = [kind.title for kind in KINDS.values() if kind.status == status]
        operation["responses"].setdefault(
            str(status),
            {
                "description": " ".join(titles),
                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )


def _add_headers(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response.setdefault("headers", {}).update(
                {
                    name: {"description": description, "schema": {"type": "string"}}
                    for name, description in (
                        ("ETag", "L’empreinte de la réponse ; pour une valeur mensuelle, sa version."),
                        ("RateLimit", "Ce qui reste de la minute en cours."),
                        ("RateLimit-Policy", "Combien de demandes par minute."),
                    )
                }
            )
        for media_type, content in response.get("content", {}).items():
            if media_type == "text/csv":
                content["schema"] = {"type": "string"}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    fault = {
        "type": "object",
        "properties": dict.fromkeys(("pointer", "code", "detail", "text"), text),
        "required": ["pointer", "code", "detail", "text"],
    }
    return {
        "type": "object",
        "description": "Un refus (RFC 9457) : `code` est stable, `detail` est une phrase pour une personne.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": text,
            "status": {"type": "integer"},
            "code": text,
            "detail": text,
            "errors": {"type": "array", "items": fault},
            "current": {
                "type": "object",
                "description": "Ce qui est enregistré, quand la version ne l’est plus.",
            },
        },
        "required": ["type", "title", "status", "code", "detail"],
    }
