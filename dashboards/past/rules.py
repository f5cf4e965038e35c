"""What each table of a contract held at a past moment, as the SELECT of a view that takes the table's place.

One rule a table; `AS_NOW` names those without history. `tests/past/test_rebuilt.py` fails on a table that has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models

from commitments.models import (
    ActionLink,
    Change,
    Contract,
    EffectRevision,
    FollowUp,
    FollowUpRevision,
    Ownership,
    OwnershipRevision,
    Proof,
)
from dashboards.models.alert import Alert
from dashboards.models.checklist import QuarterReading, QuarterWaiver
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.models.commentary import CommentaryRevision
from dashboards.models.reconciliation import CnavFigure, CnavFile, DifferenceStep
from dashboards.models.resolution import Resolution, ResolutionRevision
from dashboards.models.review import Review, ReviewFile, ReviewJob, ReviewText, ReviewVersion
from dashboards.models.seal import ActSeal, Checkpoint, CheckpointStamp
from indicators.models import (
    ActualRevision,
    BaseRevision,
    CreditRevision,
    DefinitionRevision,
    Evidence,
    ImportJob,
    ImportState,
    Indicator,
    LockRevision,
    MonthLock,
    MonthlyActual,
    NeutralisationRevision,
    PendingRecompute,
    ProfileRevision,
    SignedDocument,
    SourceArrival,
    StoredAttainment,
    TargetRevision,
    TargetVersion,
    VersionTerms,
)

type Table = type[models.Model]
# Attainments of the series that got a fact since, computed as they were: `attainments.py`.
COMPUTED = "past_attainments"
# Their indicators, and since which month.
TOUCHED = "past_touched"


@dataclass(frozen=True, slots=True)
class Then:
    """A past moment in the database: `sequences` has the last act of each contract by then, by primary key.

    `schema` is where the tables are, as SQL writes it before their names.
    """

    moment: datetime
    sequences: Mapping[int, int]
    schema: str

    def table(self, table: Table) -> str:
        return f'{self.schema}."{table._meta.db_table}"'

    def is_known(self, change: str) -> str:
        """Whether an act, named by the SQL of its key, is not later."""
        acts = f"SELECT 1 FROM {self.table(Change)} act WHERE act.id = {change}"  # noqa: S608 (our own words)
        return f"EXISTS ({acts} AND {self.is_reached('act.contract_id', 'act.sequence')})"

    def is_reached(self, contract: str, sequence: str) -> str:
        """Whether a number of a contract is not later; contracts that the page does not show had nothing."""
        if len(self.sequences) == 1:
            ((key, last),) = self.sequences.items()
            return f"{contract} = {int(key)} AND {sequence} <= {int(last)}"
        return f"{sequence} <= {self.last_of(contract)}"

    def is_later(self, contract: str, sequence: str) -> str:
        """Whether a number of a contract that the page shows is later."""
        if len(self.sequences) == 1:
            ((key, last),) = self.sequences.items()
            return f"{contract} = {int(key)} AND {sequence} > {int(last)}"
        shown = ", ".join(str(int(key)) for key in self.sequences) or "NULL"
        return f"{contract} IN ({shown}) AND {sequence} > {self.last_of(contract)}"

    def last_of(self, contract: str) -> str:
        """The last number of a contract, named by the SQL of its key."""
        if not self.sequences:
            return "0"
        cases = " ".join(f"WHEN {int(key)} THEN {int(last)}" for key, last in self.sequences.items())
        return f"CASE {contract} {cases} ELSE 0 END"


type Rule = Callable[[Then, Table], str]


def select(then: Then, table: Table, where: str, **computed: str) -> str:
    """The columns of a table where the condition holds, those that are given computed otherwise."""
    columns = (
        f'{computed[each]} AS "{each}"' if each in computed else f'held."{each}"'
        for each in columns_of(table)
    )
    return f"SELECT {', '.join(columns)} FROM {then.table(table)} held WHERE {where}"  # noqa: S608


def columns_of(table: Table) -> list[str]:
    return [str(column.column) for column in table._meta.concrete_fields]


def _facts(then: Then, table: Table) -> str:
    """Rows that an act wrote, and that are never changed."""
    return select(then, table, then.is_known("held.change_id"))


def _taken_back(column: str) -> Rule:
    """The same, with the act that took the row back, which may be later."""

    def rule(then: Then, table: Table) -> str:
        still = f"CASE WHEN {then.is_known(f'held.{column}')} THEN held.{column} END"
        return select(then, table, then.is_known("held.change_id"), **{column: still})

    return rule


def _part_of(whole: Table, column: str, *, or_without: bool = False) -> Rule:
    """Rows of a row that an act wrote."""

    def rule(then: Then, table: Table) -> str:
        found = f"SELECT 1 FROM {then.table(whole)} own WHERE own.id = held.{column}"  # noqa: S608
        where = f"EXISTS ({found} AND {then.is_known('own.change_id')})"
        return select(then, table, f"held.{column} IS NULL OR {where}" if or_without else where)

    return rule


def _pointer(revisions: Table, *key: str) -> Rule:
    """The revision that was the last one: the next version, where there is one, came later."""

    def rule(then: Then, table: Table) -> str:
        same, next_same = (
            " AND ".join(f"{one}.{name} = {other}.{name}" for name in key)
            for one, other in (("own", "held"), ("later", "own"))
        )
        own = then.table(revisions)
        columns = ", ".join(f"held.{name}" for name in key)
        return (
            f"SELECT held.id, {columns}, own.version, own.id AS current_id "  # noqa: S608
            f"FROM {then.table(table)} held JOIN {own} own ON {same} "
            f"WHERE {then.is_known('own.change_id')} AND NOT EXISTS (SELECT 1 FROM {own} later "
            f"WHERE {next_same} AND later.version = own.version + 1 AND {then.is_known('later.change_id')})"
        )

    return rule


def _latest(then: Then, table: Table, column: str, of: str, found: str = "id") -> str:
    """The SQL of a column of the last row about something that an act wrote by then."""
    return (
        f"(SELECT own.{found} FROM {then.table(table)} own JOIN {then.table(Change)} act ON act.id = own.change_id "  # noqa: S608
        f"WHERE own.{column} = {of} AND {then.is_reached('act.contract_id', 'act.sequence')} "
        "ORDER BY act.sequence DESC, own.id DESC LIMIT 1)"
    )


def _indicators(then: Then, table: Table) -> str:
    """Those that were defined by then."""
    pointers = {
        "current_definition_id": DefinitionRevision,
        "current_terms_id": VersionTerms,
        "current_base_id": BaseRevision,
    }
    current = {name: _latest(then, of, "indicator_id", "held.id") for name, of in pointers.items()}
    defined = (
        f"SELECT 1 FROM {then.table(DefinitionRevision)} own WHERE own.indicator_id = held.id "  # noqa: S608
        f"AND own.version = 1 AND {then.is_known('own.change_id')}"
    )
    return select(then, table, f"EXISTS ({defined})", **current)


def _contracts(then: Then, table: Table) -> str:
    """All of them, so that addresses and the names of bodies stay; before any act, the first score at the seuil."""
    own = f"SELECT own.credit FROM {then.table(CreditRevision)} own"  # noqa: S608
    first = f"{own} WHERE own.contract_id = held.id AND own.version = 1"
    credit = f"COALESCE({_latest(then, CreditRevision, 'contract_id', 'held.id', 'credit')}, ({first}), held.credit)"
    return select(then, table, "1 = 1", sequence=then.last_of("held.id"), credit=credit)


def _changes(then: Then, table: Table) -> str:
    return select(then, table, then.is_reached("held.contract_id", "held.sequence"))


def _resolutions(then: Then, table: Table) -> str:
    """Since the act of their first revision."""
    found = f"SELECT 1 FROM {then.table(ResolutionRevision)} own WHERE own.resolution_id = held.id"  # noqa: S608
    return select(then, table, f"EXISTS ({found} AND own.version = 1 AND {then.is_known('own.change_id')})")


def _frozen(then: Then, table: Table) -> str:
    """Those of a closing, and what was made of it later by an act of its own."""
    found = f"SELECT 1 FROM {then.table(QuarterClosing)} own WHERE own.id = held.closing_id"  # noqa: S608
    return select(
        then,
        table,
        f"EXISTS ({found} AND {then.is_known('COALESCE(held.change_id, own.change_id)')})",
    )


def _seals(then: Then, table: Table) -> str:
    return select(then, table, then.is_reached("held.contract_id", "held.sequence"))


def _stamps(then: Then, table: Table) -> str:
    found = (
        f"SELECT 1 FROM {then.table(Checkpoint)} point LEFT JOIN {then.table(QuarterClosing)} own "  # noqa: S608
        "ON own.id = point.closing_id WHERE point.id = held.checkpoint_id"
    )
    return select(then, table, f"EXISTS ({found} AND (own.id IS NULL OR {then.is_known('own.change_id')}))")


def _clock(then: Then) -> str:
    """A text with its time zone, which both databases compare in UTC."""
    return f"'{then.moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"


def _alerts(then: Then, table: Table) -> str:
    """They come from no act: by the clock."""
    at = _clock(then)
    read = f"CASE WHEN held.read_at <= {at} THEN held.read_at END"
    return select(then, table, f"held.created_at <= {at}", read_at=read)


def _imports(then: Then, table: Table) -> str:
    """By the clock. One that had not ended waited for somebody: it is written within seconds of that."""
    at = _clock(then)
    state = f"CASE WHEN held.ended_at <= {at} THEN held.state ELSE '{ImportState.LU.value}' END"
    ended = f"CASE WHEN held.ended_at <= {at} THEN held.ended_at END"
    return select(then, table, f"held.created_at <= {at}", state=state, ended_at=ended)


def _arrivals(then: Then, table: Table) -> str:
    return select(then, table, f"held.arrived_at <= {_clock(then)}")


def _nothing(then: Then, table: Table) -> str:
    """Work in progress: none of a state that is read again."""
    return select(then, table, "1 = 0")


def _attainments(then: Then, table: Table) -> str:
    """What is stored holds for a series that got no fact since; the others are computed as they were."""
    columns = ", ".join(f'"{each}"' for each in columns_of(table))
    own = (
        f"SELECT 1 FROM {TOUCHED} own WHERE own.indicator_id = held.indicator_id AND held.month >= own.since"  # noqa: S608
    )
    kept = select(then, table, f"NOT EXISTS ({own})")
    return f"{kept} UNION ALL SELECT {columns} FROM {COMPUTED}"  # noqa: S608


RULES: Mapping[Table, Rule] = {
    Change: _changes,
    Contract: _contracts,
    Indicator: _indicators,
    StoredAttainment: _attainments,
    **dict.fromkeys(
        (
            ActualRevision,
            NeutralisationRevision,
            TargetVersion,
            TargetRevision,
            VersionTerms,
            DefinitionRevision,
            ProfileRevision,
            BaseRevision,
            CreditRevision,
            LockRevision,
            FollowUpRevision,
            OwnershipRevision,
            EffectRevision,
            QuarterReading,
            QuarterWaiver,
            QuarterClosing,
            ResolutionRevision,
            CommentaryRevision,
            CnavFile,
            DifferenceStep,
            Review,
            ReviewText,
            ReviewVersion,
        ),
        _facts,
    ),
    ActionLink: _taken_back("removed_id"),
    Proof: _taken_back("withdrawn_id"),
    Evidence: _taken_back("withdrawn_id"),
    SignedDocument: _taken_back("withdrawn_id"),
    MonthlyActual: _pointer(ActualRevision, "indicator_id", "month"),
    FollowUp: _pointer(FollowUpRevision, "planned_id"),
    Ownership: _pointer(OwnershipRevision, "action_id"),
    MonthLock: _pointer(LockRevision, "contract_id", "month"),
    QuarterClosing.readings.through: _part_of(QuarterClosing, "quarterclosing_id"),
    QuarterClosing.waivers.through: _part_of(QuarterClosing, "quarterclosing_id"),
    FrozenExport: _frozen,
    Resolution: _resolutions,
    ReviewFile: _part_of(ReviewVersion, "version_id"),
    CnavFigure: _part_of(CnavFile, "file_id"),
    ActSeal: _seals,
    Checkpoint: _part_of(QuarterClosing, "closing_id", or_without=True),
    CheckpointStamp: _stamps,
    Alert: _alerts,
    ImportJob: _imports,
    SourceArrival: _arrivals,
    PendingRecompute: _nothing,
    ReviewJob: _nothing,
}
# Without history: the text of the contract, people and their rights, what each has chosen, and what runs the
# application. A past moment shows them as they are.
AS_NOW = frozenset(
    {
        "commitments.Theme",
        "commitments.Part",
        "commitments.Fiche",
        "commitments.Engagement",
        "commitments.Action",
        "commitments.Deliverable",
        "commitments.PlannedYear",
        "commitments.Interpretation",
        "indicators.Measure",
        "indicators.Assignment",
        "indicators.WorkerHeartbeat",
        "indicators.SourceConnection",
        "indicators.Source",
        "indicators.Source_indicators",
        "indicators.SourceEvent",
        "dashboards.TurnStart",
        "dashboards.PageByMail",
        "dashboards.SlideTemplate",
        "dashboards.SlideTemplateChoice",
        "dashboards.EventSeal",
        "dashboards.ContractDraft",
        "dashboards.DraftFact",
        "dashboards.Scenario",
        "dashboards.ScenarioStep",
    }
)
