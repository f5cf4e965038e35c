"""Which kinds of facts a contract got after a sequence: of the others, what is known now was known then too."""

from functools import cache

from django.db import connection
from django.db.models import Model

from commitments.models import Change
from indicators.models import (
    ActualRevision,
    CreditRevision,
    DefinitionRevision,
    NeutralisationRevision,
    ProfileRevision,
    TargetRevision,
    VersionTerms,
)

KINDS: tuple[type[Model], ...] = (
    ActualRevision,
    NeutralisationRevision,
    TargetRevision,
    VersionTerms,
    DefinitionRevision,
    ProfileRevision,
    CreditRevision,
)
type Kinds = frozenset[type[Model]]


def touched_since(contract: int, sequence: int) -> Kinds:
    """The kinds of which an act later than the sequence wrote a row. One query, mostly instead of ten: since last
    month, as a rule, only months were entered.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [contract, sequence] * len(KINDS))
        (written,) = cursor.fetchall()
    return frozenset(kind for kind, is_written in zip(KINDS, written, strict=True) if is_written)


@cache
def _statement() -> str:
    """As text: written by Django it would take longer than it runs."""
    changes = Change._meta.db_table
    each = (
        f"EXISTS (SELECT 1 FROM {changes} act JOIN {kind._meta.db_table} fact ON fact.change_id = act.id"  # noqa: S608
        " WHERE act.contract_id = %s AND act.sequence > %s)"
        for kind in KINDS
    )
    return f"SELECT {', '.join(each)}"
