"""What the dashboards keep: closed quarters and reviews with their frozen files, commentaries, alerts, who wants a page
by mail, decisions of the committee, the Cnav's figures, seals of history, templates of presentations.
"""

from dashboards.models.alert import Alert, TurnStart
from dashboards.models.checklist import PointKind, QuarterReading, QuarterWaiver
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.models.commentary import CommentaryRevision
from dashboards.models.contract_draft import ContractDraft, DraftFact
from dashboards.models.page_by_mail import PageByMail
from dashboards.models.reconciliation import CnavFigure, CnavFile, DifferenceStep, StepState, Turn
from dashboards.models.resolution import Resolution, ResolutionRevision, ResolutionState
from dashboards.models.review import Review, ReviewFile, ReviewJob, ReviewText, ReviewVersion
from dashboards.models.scenario import Scenario, ScenarioStep, StepKind
from dashboards.models.seal import ActSeal, Checkpoint, CheckpointStamp, EventSeal
from dashboards.models.slides import SlideFormat, SlideTemplate, SlideTemplateChoice

__all__ = [
    "ActSeal",
    "Alert",
    "Checkpoint",
    "CheckpointStamp",
    "CnavFigure",
    "CnavFile",
    "CommentaryRevision",
    "ContractDraft",
    "DifferenceStep",
    "DraftFact",
    "EventSeal",
    "FrozenExport",
    "PageByMail",
    "PointKind",
    "QuarterClosing",
    "QuarterReading",
    "QuarterWaiver",
    "Resolution",
    "ResolutionRevision",
    "ResolutionState",
    "Review",
    "ReviewFile",
    "ReviewJob",
    "ReviewText",
    "ReviewVersion",
    "Scenario",
    "ScenarioStep",
    "SlideFormat",
    "SlideTemplate",
    "SlideTemplateChoice",
    "StepKind",
    "StepState",
    "Turn",
    "TurnStart",
]
