"""Copy rows inside the database: the keys of each copy are those of the original plus a multiple of STEP."""

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Field, Model

from accounts.models import Body
from commitments.models import Change, Contract, Fiche, Part, Theme
from indicators.models import (
    ActualRevision,
    BaseRevision,
    CreditRevision,
    DefinitionRevision,
    Indicator,
    MonthlyActual,
    StoredAttainment,
    TargetRevision,
    TargetVersion,
    VersionTerms,
)

TEXTS: tuple[type[Model], ...] = (
    Body,
    Contract,
    Part,
    Fiche,
    Theme,
    Change,
    CreditRevision,
    TargetVersion,
    Indicator,
    DefinitionRevision,
    VersionTerms,
    BaseRevision,
    TargetRevision,
)
FACTS: tuple[type[Model], ...] = (ActualRevision, MonthlyActual, StoredAttainment)
# What an indicator points to comes after it: copied empty, and set once those rows are there.
POINTERS = ("current_definition", "current_terms", "current_base")
# Greater than any key of the first body's rows.
STEP = 1_000_000


def copy_texts(copies: int) -> None:
    """Copy the contract to that many other bodies, without its months."""
    for model in TEXTS:
        _copy(model, STEP, copies, "-")
    _point(STEP)
    _follow(TEXTS)


def copy_facts(copies: int) -> None:
    """Copy all bodies with all their rows."""
    step = STEP * (Body.objects.count() + 1)
    for model in (*TEXTS, *FACTS):
        _copy(model, step, copies, "x")
    _point(step)
    _follow((*TEXTS, *FACTS))


def _copy(model: type[Model], step: int, copies: int, mark: str) -> None:
    # INSERT ... SELECT inside the database: building millions of instances in Python would take longer than the bench.
    fields = model._meta.concrete_fields
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    # The attainments of a body lie together, where its recompute writes them. Copied row by row, each page of the table
    # would hold rows of twenty bodies, and a recompute would rewrite one page for each row.
    order = "ORDER BY copy, id" if model is StoredAttainment else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}", '  # noqa: S608 - our own tables
            f"generate_series(1, %(copies)s) AS copy WHERE id <= %(step)s {order}",
            {"copies": copies, "step": step, "mark": mark},
        )


def _value(model: type[Model], field: "Field[object, object]") -> str:
    column = f'"{field.column}"'
    if model is Indicator and field.name in POINTERS:
        return "NULL"
    target = field.related_model
    copied = target in {*TEXTS, *FACTS} and target is not get_user_model()
    if field.primary_key or copied:
        return f"{column} + copy * %(step)s"
    if model is Body and field.name in {"code", "name", "short_name"}:
        return f"{column} || %(mark)s || copy"
    return column


def _point(step: int) -> None:
    table = Indicator._meta.db_table
    with connection.cursor() as cursor:
        for pointer in POINTERS:
            column = f"{pointer}_id"
            cursor.execute(
                f'UPDATE "{table}" AS copy SET {column} = original.{column} + copy.id - original.id '  # noqa: S608
                f'FROM "{table}" AS original WHERE copy.{column} IS NULL AND copy.id > %(step)s '
                "AND original.id = (copy.id - 1) %% %(step)s + 1",
                {"step": step},
            )


def _follow(models: tuple[type[Model], ...]) -> None:
    """Move the sequences of primary keys behind the keys that were inserted."""
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))"  # noqa: S608
            )
