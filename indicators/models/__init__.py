"""What is measured: definitions, targets, monthly facts with their whole history, and what is computed
from them.
"""

from indicators.models.actual import ActualRevision, Appreciation, MonthlyActual
from indicators.models.attainment import PendingRecompute, StoredAttainment
from indicators.models.credit import CreditRevision
from indicators.models.decision import BaseRevision, ProfileRevision
from indicators.models.definition import DefinitionRevision
from indicators.models.evidence import Evidence
from indicators.models.heartbeat import WorkerHeartbeat
from indicators.models.import_job import ImportJob, ImportState
from indicators.models.indicator import Assignment, Indicator, Measure
from indicators.models.lock import LockRevision, MonthLock
from indicators.models.neutralisation import NeutralisationRevision
from indicators.models.signed_document import SignedDocument
from indicators.models.source import (
    Source,
    SourceArrival,
    SourceConnection,
    SourceEvent,
    SourceEventKind,
    SourceKind,
)
from indicators.models.target import TargetKind, TargetRevision, TargetVersion, VersionTerms

__all__ = [
    "ActualRevision",
    "Appreciation",
    "Assignment",
    "BaseRevision",
    "CreditRevision",
    "DefinitionRevision",
    "Evidence",
    "ImportJob",
    "ImportState",
    "Indicator",
    "LockRevision",
    "Measure",
    "MonthLock",
    "MonthlyActual",
    "NeutralisationRevision",
    "PendingRecompute",
    "ProfileRevision",
    "SignedDocument",
    "Source",
    "SourceArrival",
    "SourceConnection",
    "SourceEvent",
    "SourceEventKind",
    "SourceKind",
    "StoredAttainment",
    "TargetKind",
    "TargetRevision",
    "TargetVersion",
    "VersionTerms",
    "WorkerHeartbeat",
]
