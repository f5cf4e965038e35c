"""A database with the facts up to a number only, by deleting and replaying, without a word of `dashboards.past`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine
from django.apps import apps
from django.db import connection, models
from django.db.models import F, Q

from commitments.models import Change, Contract, FollowUp, FollowUpRevision, Ownership, OwnershipRevision
from dashboards.models.alert import Alert
from dashboards.models.resolution import Resolution
from dashboards.models.review import ReviewJob
from dashboards.models.seal import ActSeal
from indicators.models import (
    ActualRevision,
    BaseRevision,
    CreditRevision,
    DefinitionRevision,
    ImportJob,
    ImportState,
    Indicator,
    LockRevision,
    MonthLock,
    MonthlyActual,
    PendingRecompute,
    SourceArrival,
    StoredAttainment,
    VersionTerms,
)
from indicators.recompute import recompute_together
from tests.rollback import rolled_back

POINTERS: Mapping[type[models.Model], tuple[type[models.Model], tuple[str, ...]]] = {
    MonthlyActual: (ActualRevision, ("indicator_id", "month")),
    FollowUp: (FollowUpRevision, ("planned_id",)),
    Ownership: (OwnershipRevision, ("action_id",)),
    MonthLock: (LockRevision, ("contract_id", "month")),
}
TAKEN_BACK = ("withdrawn", "removed")
CURRENT: Mapping[str, Any] = {
    "current_definition_id": DefinitionRevision,
    "current_terms_id": VersionTerms,
    "current_base_id": BaseRevision,
}


@contextmanager
def rebuilt(sequences: Mapping[int, int], moment: datetime) -> Iterator[None]:
    """Within, the clock is that moment, and each contract has its acts up to its number; all is back afterwards."""
    with rolled_back():
        _without_guards()
        _cut(sequences)
        _replay_pointers()
        _replay_contracts(sequences)
        _delete(Alert.objects.filter(created_at__gt=moment))
        Alert.objects.filter(read_at__gt=moment).update(read_at=None)
        _delete(SourceArrival.objects.filter(arrived_at__gt=moment))
        ImportJob.objects.filter(ended_at__gt=moment).update(ended_at=None, state=ImportState.LU)
        for contract in sequences:
            keys = list(Indicator.objects.filter(contract=contract).values_list("pk", flat=True))
            if keys:
                recompute_together(keys)
        with time_machine.travel(moment, tick=False):
            yield


def _without_guards() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def _delete(rows: models.QuerySet[Any]) -> int:
    """Without the models' own rules of deletion."""
    held = rows.count()
    rows.order_by()._raw_delete("default")
    return held


def _cut(sequences: Mapping[int, int]) -> None:
    derived: list[type[models.Model]] = [PendingRecompute, ReviewJob, StoredAttainment, *POINTERS]
    for kept in derived:
        _delete(kept._default_manager.all())
    Indicator.objects.update(**dict.fromkeys(CURRENT))
    for contract, last in sequences.items():
        _delete(Change.objects.filter(contract=contract, sequence__gt=last))
        _delete(ActSeal.objects.filter(contract=contract, sequence__gt=last))
    while sum(map(_delete_orphans, _tables())):
        pass
    _take_back_what_was_not_taken_back()
    undefined = Indicator.objects.exclude(pk__in=DefinitionRevision.objects.values("indicator"))
    _delete(Indicator.objects.filter(pk__in=list(undefined.values_list("pk", flat=True))))
    unwritten = Resolution.objects.filter(revisions=None)
    _delete(Resolution.objects.filter(pk__in=list(unwritten.values_list("pk", flat=True))))


def _tables() -> list[type[models.Model]]:
    ours = ("commitments", "indicators", "dashboards")
    return [each for each in apps.get_models(include_auto_created=True) if each._meta.app_label in ours]


def _take_back_what_was_not_taken_back() -> None:
    for table in _tables():
        for name in TAKEN_BACK:
            if any(each.name == name for each in table._meta.concrete_fields):
                gone = table._default_manager.filter(**{f"{name}__isnull": False}).exclude(
                    **{f"{name}__in": Change.objects.all()}
                )
                table._default_manager.filter(pk__in=list(gone.values_list("pk", flat=True))).update(
                    **{name: None}
                )


def _delete_orphans(table: type[models.Model]) -> int:
    """The rows of which something that they belong to is gone."""
    gone = Q()
    for each in table._meta.concrete_fields:
        related = each.related_model
        if each.name in TAKEN_BACK or not isinstance(each, models.ForeignKey):
            continue
        if isinstance(related, type) and related in _tables():
            gone |= Q(**{f"{each.attname}__isnull": False}) & ~Q(
                **{f"{each.attname}__in": related._default_manager.order_by().values("pk")}
            )
    keys = list(table._default_manager.filter(gone).values_list("pk", flat=True)) if gone else []
    return _delete(table._default_manager.filter(pk__in=keys)) if keys else 0


def _replay_pointers() -> None:
    for pointer, (revisions, key) in POINTERS.items():
        standing: dict[tuple[Any, ...], Any] = {}
        for each in revisions._default_manager.select_related("change").order_by(
            "change__sequence", "version"
        ):
            standing[tuple(getattr(each, name) for name in key)] = each
        pointer._default_manager.bulk_create(
            pointer(**dict(zip(key, place, strict=True)), version=each.version, current=each)
            for place, each in standing.items()
        )
    for name, facts in CURRENT.items():
        for each in facts._default_manager.order_by(F("change__sequence"), "pk"):
            Indicator.objects.filter(pk=each.indicator_id).update(**{name: each.pk})


def _replay_contracts(sequences: Mapping[int, int]) -> None:
    for contract, last in sequences.items():
        Contract.objects.filter(pk=contract).update(sequence=last)
        credit = CreditRevision.objects.filter(contract=contract).order_by("version").last()
        if credit is not None:
            Contract.objects.filter(pk=contract).update(credit=credit.credit)
