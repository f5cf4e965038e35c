"""The API's schema as a page shows it: what can be asked, by subject, and how to ask it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`place` is `path`, `query` or `header`; `values` are those that it may take, when they are few."""

    name: str
    place: str
    is_required: bool
    description: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """`example` is the text of a body that would be taken, "" where there is none."""

    key: str
    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    formats: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Subject:
    title: str
    operations: tuple[Operation, ...]


@cache
def subjects() -> tuple[Subject, ...]:
    """Every operation, by subject, in the order of the addresses. The schema does not change while a process lives."""
    generator: Any = SchemaGenerator
    schema = generator().get_schema(request=None, public=True)
    by_title: dict[str, list[Operation]] = {}
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                by_title.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    return tuple(Subject(title, tuple(listed)) for title, listed in sorted(by_title.items()))


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    answers = [answer for status, answer in operation["responses"].items() if status == "200"]
    return Operation(
        key=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        parameters=tuple(
            sorted(_parameters(operation), key=lambda each: (not each.is_required, each.place != "path"))
        ),
        formats=tuple(answers[0].get("content", {})) if answers else (),
        example=_example(operation.get("requestBody", {})),
    )


def _parameters(operation: Mapping[str, Any]) -> Iterator[Parameter]:
    for each in operation.get("parameters", []):
        yield Parameter(
            name=each["name"],
            place=each["in"],
            is_required=each.get("required", False),
            description=each.get("description", "").replace("`", ""),
            values=tuple(str(value) for value in each["schema"].get("enum", ())),
        )


def _example(body: Mapping[str, Any]) -> str:
    examples = body.get("content", {}).get("application/json", {}).get("examples", {})
    return "".join(
        json.dumps(each["value"], ensure_ascii=False, indent=2) for each in list(examples.values())[:1]
    )
