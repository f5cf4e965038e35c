"""Reads of facts: from rows to the domain's values, now or as known at an earlier sequence.

Where a read takes `known_at`, it is the sequence of the contract up to which facts count
(docs/regles-de-calcul.md, état au…); None means all of them. The others read what holds now: closings, proofs, stored
attainments. Each costs a constant number of queries whatever the number of indicators and months.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from commitments.ledger.state import State
from commitments.models import Change, Contract
from cpg.shared.periods import Month, Quarter
from indicators.definitions import as_defined, current_definitions
from indicators.domain.attainment import attain, attain_all, attain_months
from indicators.domain.model import Attainment, Definition, Fact, Series
from indicators.domain.month_state import MonthState, month_state
from indicators.domain.timeline import Timeline
from indicators.dues import deadline
from indicators.models import (
    ActualRevision,
    Evidence,
    Indicator,
    MonthLock,
    MonthlyActual,
    NeutralisationRevision,
    StoredAttainment,
)
from indicators.models.actual import FACT_COLUMNS, fact_of
from indicators.prepared import PreparedRead
from indicators.stored import attainment_of
from indicators.versions import decided_profiles, signed_versions


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """One revision of one month with its author and time; `fact` is None when the month was retracted."""

    month: Month
    version: int
    fact: Fact | None
    comment: str
    appreciation: str
    state: State
    reason: str
    actor: str
    actor_pk: int | None
    sequence: int
    recorded_at: datetime
    origin: str
    answer: str = ""

    @property
    def is_validated(self) -> bool:
        return self.state is State.VALIDE

    @property
    def content(self) -> tuple[Fact | None, str, str]:
        """What its author wrote, without its step."""
        return self.fact, self.comment, self.appreciation

    @property
    def return_reason(self) -> str:
        return self.reason if self.state is State.RETOURNE else ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one indicator: itself as it was defined then, the series to compute from, and the records of
    its months.
    """

    indicator: Indicator
    series: Series
    records: dict[Month, MonthRecord]


def sequence_of(contract: Contract, moment: date | datetime | None) -> int | None:
    """The last sequence on a date (its end, Paris time) or at a time; None for "everything known"."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        paris = ZoneInfo(settings.TIME_ZONE)
        moment = datetime.combine(moment + timedelta(days=1), time.min, tzinfo=paris) - timedelta(
            microseconds=1
        )
    return Change.objects.all().sequence_at(contract, moment)


def known(indicators: Iterable[Indicator], known_at: int | None = None) -> dict[int, Known]:
    """Series and records of indicators of one contract, by primary key. Five queries, seven for
    the past.

    The indicators come `with_definition()`; for the past each is a copy that has the definition and the credit of then.
    """
    listed = as_defined(indicators, known_at)
    records = _records([indicator.pk for indicator in listed], known_at)
    facts = {
        key: {month: record.fact for month, record in months.items() if record.fact is not None}
        for key, months in records.items()
    }
    series = series_from(definitions_of(listed), facts, known_at)
    return {
        indicator.pk: Known(indicator, series[indicator.pk], records[indicator.pk]) for indicator in listed
    }


def unsettled(indicators: Iterable[Indicator], series: Mapping[int, Series]) -> dict[int, Known]:
    """As `known` now, with the records only of months that nobody validated: all that still waits for somebody. One
    query; the series were read.
    """
    listed = list(indicators)
    revisions = standing_revisions([each.pk for each in listed]).exclude(state=State.VALIDE)
    records = _as_records(revisions)
    return {each.pk: Known(each, series[each.pk], records[each.pk]) for each in listed}


def series_by_key(indicators: Iterable[Indicator], known_at: int | None = None) -> dict[int, Series]:
    """The series of indicators of one contract, by primary key, without the records of their months. Five queries,
    seven for the past.

    Months are read as tuples: for many series, instances of models would cost more than the computation.
    """
    definitions = definitions_of(as_defined(indicators, known_at))
    return series_from(definitions, _facts(list(definitions), known_at), known_at)


def current_series(keys: Sequence[int]) -> dict[int, Series]:
    """The series of some indicators of one contract as they are now, by primary key. Six queries."""
    return series_from(current_definitions(keys), _facts(keys, None), None)


def definitions_of(indicators: Iterable[Indicator]) -> dict[int, Definition]:
    return {indicator.pk: indicator.definition for indicator in indicators}


def series_from(
    definitions: Mapping[int, Definition], facts: Mapping[int, Mapping[Month, Fact]], known_at: int | None
) -> dict[int, Series]:
    keys = list(definitions)
    versions, profiles = signed_versions(keys, known_at), decided_profiles(keys, known_at)
    neutralised = neutralised_months(keys, known_at)
    return {
        key: Series(
            definition=definition,
            facts=facts.get(key, {}),
            neutralised=frozenset(neutralised[key]),
            versions=versions[key],
            profiles=profiles.get(key, {}),
        )
        for key, definition in definitions.items()
    }


def series_of(indicator: Indicator, known_at: int | None = None) -> Series:
    return series_by_key([indicator], known_at)[indicator.pk]


def attainments_of(indicator: Indicator, known_at: int | None = None) -> tuple[Attainment, ...]:
    """Every month of the contract for one indicator, computed from the facts."""
    return attain_all(series_of(indicator, known_at))


def attainments_at(
    indicators: Iterable[Indicator], month: Month, known_at: int | None = None
) -> dict[int, Attainment]:
    """One month for several indicators, computed from the facts: for exports, and for the past."""
    return {key: attain(found.series, month) for key, found in known(indicators, known_at).items()}


def stored_attainments_at(indicators: Iterable[Indicator], month: Month) -> dict[int, Attainment]:
    """One month for several indicators as stored; indicators never computed are left out."""
    definitions = definitions_of(indicators)
    rows = StoredAttainment.objects.filter(indicator__in=definitions, month=month.first_day)
    return {row.indicator_id: attainment_of(row, definitions[row.indicator_id]) for row in rows}


def attainments_by_month(
    indicators: Iterable[Indicator], months: Mapping[int, Iterable[Month]], known_at: int | None = None
) -> dict[int, tuple[Attainment, ...]]:
    """Some months of each indicator (by primary key), computed from the facts."""
    return {
        key: attain_months(found.series, months[key]) for key, found in known(indicators, known_at).items()
    }


def history_of(indicator: Indicator, known_at: int | None = None) -> list[MonthRecord]:
    """Every revision of every month of an indicator, the latest first."""
    revisions = ActualRevision.objects.filter(indicator=indicator).select_related("change__actor")
    if known_at is not None:
        revisions = revisions.filter(change__sequence__lte=known_at)
    return [record_of(revision) for revision in revisions.order_by("-change__sequence", "-month")]


def states_of(
    indicator: Indicator,
    known: Known,
    months: Iterable[Month],
    *,
    today: date,
    locks: Mapping[Month, "LockRecord"],
) -> dict[Month, MonthState]:
    """The state of these months of an indicator on a day. No query; `locks` are those of `locks_on`."""
    timeline = Timeline(known.series)
    states = {}
    for month in months:
        record = known.records.get(month)
        states[month] = month_state(
            timeline,
            month,
            record.fact if record else None,
            record.state if record else None,
            today=today,
            until=deadline(indicator, month),
            lock=locks.get(month),
        )
    return states


def evidence_of(indicator: Indicator, month: Month | None = None) -> list[Evidence]:
    """The proofs of one month, or of all, withdrawn ones too: the latest month first. One query."""
    # Through the indicator, so that each proof has this instance with its contract and body: no further queries.
    attached = indicator.evidence.all()
    if month is not None:
        attached = attached.filter(month=month.first_day)
    return list(attached.select_related("change__actor", "withdrawn__actor").order_by("-month", "pk"))


def closed_months(contract: Contract, today: date) -> frozenset[Month]:
    """The months that are closed for entry on that day."""
    locks = MonthLock.objects.filter(contract=contract).select_related("current")
    return frozenset(Month.of(lock.month) for lock in locks if lock.is_closed_on(today))


@dataclass(frozen=True, slots=True)
class LockRecord:
    """The current closing or reopening of a month: author, time, end and reason."""

    month: Month
    version: int
    is_closed: bool
    open_until: date | None
    reason: str
    actor: str
    recorded_at: datetime

    @property
    def is_reopened(self) -> bool:
        return not self.is_closed and self.open_until is not None

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.month)


def locks_on(contract: Contract, day: date) -> dict[Month, LockRecord]:
    """The lock of every month that was ever closed, as of that day. One query."""
    locks = MonthLock.objects.filter(contract=contract).select_related("current__change__actor")
    return {
        Month.of(lock.month): LockRecord(
            month=Month.of(lock.month),
            version=lock.version,
            is_closed=lock.is_closed_on(day),
            open_until=lock.current.open_until,
            reason=lock.current.reason,
            actor=str(lock.current.change.actor or ""),
            recorded_at=lock.current.change.recorded_at,
        )
        for lock in locks.order_by("month")
    }


def revisions_known(known_at: int | None) -> QuerySet[ActualRevision]:
    """The current revision of every month, or the one that was current at that sequence."""
    revisions = ActualRevision.objects.all()
    if known_at is None:
        return revisions.filter(current_of__isnull=False)
    return revisions.filter(pk=_latest_known(revisions, known_at))


def last_month_with_data(contract: Contract) -> Month | None:
    """The last month for which any indicator has a value; an absence is none. One query, a step in the index for each
    indicator.
    """
    return last_months_with_data([contract]).get(contract.pk)


def last_months_with_data(contracts: Collection[Contract]) -> dict[int, Month]:
    """The same of several contracts, by primary key, without those that have no value. One query."""
    has_value = Q(current__value__isnull=False) | Q(current__numerator__isnull=False)
    own = MonthlyActual.objects.filter(has_value, indicator=OuterRef("pk")).order_by("-month")
    latest = Indicator.objects.filter(contract__in=contracts).order_by()
    listed = latest.values_list("contract", Subquery(own.values("month")[:1]))
    found: dict[int, Month] = {}
    for contract, day in listed:
        if day is not None:
            found[contract] = max(Month.of(day), found.get(contract, Month.of(day)))
    return found


def standing_revisions(keys: Collection[int]) -> QuerySet[ActualRevision]:
    """The current revisions of these indicators."""
    # The condition on both tables looks redundant. With only one, PostgreSQL reads the months of all contracts (49 ms
    # instead of 5).
    return ActualRevision.objects.filter(indicator__in=keys, current_of__indicator__in=keys)


def fact_held(indicator: Indicator, month: Month) -> Fact | None:
    """What a month holds now. One query."""
    revision = standing_revisions([indicator.pk]).filter(month=month.first_day).first()
    return revision.fact if revision else None


def _records(keys: list[int], known_at: int | None) -> dict[int, dict[Month, MonthRecord]]:
    known = revisions_known(known_at).filter(indicator__in=keys)
    return _as_records(standing_revisions(keys) if known_at is None else known)


def _as_records(revisions: QuerySet[ActualRevision]) -> dict[int, dict[Month, MonthRecord]]:
    found: dict[int, dict[Month, MonthRecord]] = defaultdict(dict)
    for revision in revisions.select_related("change__actor").order_by("indicator_id", "month"):
        found[revision.indicator_id][Month.of(revision.month)] = record_of(revision)
    return found


def _facts(keys: Sequence[int], known_at: int | None) -> dict[int, dict[Month, Fact]]:
    rows = (
        FACTS(keys) if known_at is None else _as_facts(revisions_known(known_at).filter(indicator__in=keys))
    )
    found: dict[int, dict[Month, Fact]] = defaultdict(dict)
    for key, day, *shape in rows:
        fact = fact_of(*shape)
        if fact is not None:
            found[key][Month.of(day)] = fact
    return found


def _as_facts(revisions: QuerySet[ActualRevision]) -> "QuerySet[ActualRevision, Any]":
    return revisions.order_by().values_list("indicator_id", "month", *FACT_COLUMNS)


FACTS = PreparedRead(lambda keys: _as_facts(standing_revisions(keys)))


def _latest_known(revisions: QuerySet[ActualRevision], known_at: int) -> Subquery:
    same_month = revisions.filter(
        indicator=OuterRef("indicator"), month=OuterRef("month"), change__sequence__lte=known_at
    )
    return Subquery(same_month.order_by("-version").values("pk")[:1])


def record_of(revision: ActualRevision) -> MonthRecord:
    """The revision as it is read; it comes with its change and the change's actor."""
    return MonthRecord(
        month=Month.of(revision.month),
        version=revision.version,
        fact=revision.fact,
        comment=revision.comment,
        appreciation=revision.appreciation,
        state=State(revision.state),
        reason=revision.reason,
        actor=str(revision.change.actor or ""),
        actor_pk=revision.change.actor_id,
        sequence=revision.change.sequence,
        recorded_at=revision.change.recorded_at,
        origin=revision.change.origin,
        answer=revision.answer,
    )


def neutralised_months(keys: list[int], known_at: int | None) -> dict[int, set[Month]]:
    rows = (
        NEUTRALISATIONS(keys)
        if known_at is None
        else _neutralisation_rows(keys).filter(change__sequence__lte=known_at)
    )
    standing = {(key, day): is_neutralised for key, day, is_neutralised in rows}
    found: dict[int, set[Month]] = defaultdict(set)
    for (key, day), is_neutralised in standing.items():
        if is_neutralised:
            found[key].add(Month.of(day))
    return found


def _neutralisation_rows(keys: Sequence[int]) -> "QuerySet[NeutralisationRevision, Any]":
    revisions = NeutralisationRevision.objects.filter(indicator__in=keys)
    return revisions.order_by("version").values_list("indicator_id", "month", "is_neutralised")


NEUTRALISATIONS = PreparedRead(_neutralisation_rows)
