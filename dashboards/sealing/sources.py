"""Which rows an act wrote, and the columns of each that are sealed.

The columns are listed by edition in `editions/`: a seal is verified with those of its own edition, so that a column
which is added later breaks nothing. A new column of a sealed table needs a new edition.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model

from commitments.models import (
    ActionLink,
    Change,
    EffectRevision,
    FollowUpRevision,
    OwnershipRevision,
    Proof,
)
from dashboards.models.checklist import QuarterReading, QuarterWaiver
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.models.commentary import CommentaryRevision
from dashboards.models.reconciliation import CnavFigure, CnavFile, DifferenceStep
from dashboards.models.resolution import Resolution, ResolutionRevision
from dashboards.models.review import Review, ReviewFile, ReviewText, ReviewVersion
from dashboards.sealing.canonical import row_digest
from indicators.models import (
    ActualRevision,
    BaseRevision,
    CreditRevision,
    DefinitionRevision,
    Evidence,
    LockRevision,
    NeutralisationRevision,
    ProfileRevision,
    SignedDocument,
    TargetRevision,
    TargetVersion,
    VersionTerms,
)

EDITION = 5
EDITIONS = Path(__file__).parent / "editions"

type Rows = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """`to_change` is the path from a row to the key of its act, `only` what else holds of the rows."""

    name: str
    model: type[Model]
    to_change: str
    only: Mapping[str, Any] = field(default_factory=dict)


def _of(model: type[Model], to_change: str = "change", suffix: str = "", **only: Any) -> Source:
    return Source(f"{model._meta.db_table}{suffix}", model, to_change, only)


READINGS, WAIVERS = (getattr(QuarterClosing, name).through for name in ("readings", "waivers"))
SOURCES = (
    _of(Change, "pk"),
    *map(
        _of,
        (
            ActionLink,
            ActualRevision,
            BaseRevision,
            CnavFile,
            CommentaryRevision,
            CreditRevision,
            DefinitionRevision,
            DifferenceStep,
            EffectRevision,
            Evidence,
            FollowUpRevision,
            LockRevision,
            NeutralisationRevision,
            OwnershipRevision,
            ProfileRevision,
            Proof,
            QuarterClosing,
            QuarterReading,
            QuarterWaiver,
            ResolutionRevision,
            Review,
            ReviewText,
            ReviewVersion,
            SignedDocument,
            TargetRevision,
            TargetVersion,
            VersionTerms,
        ),
    ),
    # What a later act writes into a row of an earlier one.
    _of(Evidence, "withdrawn", ":withdrawn"),
    _of(Proof, "withdrawn", ":withdrawn"),
    _of(SignedDocument, "withdrawn", ":withdrawn"),
    _of(ActionLink, "removed", ":removed"),
    # Files of a closing are of its act, and those made later of their own.
    _of(FrozenExport, "closing__change", change__isnull=True),
    _of(FrozenExport, "change", ":later"),
    _of(ReviewFile, "version__change"),
    _of(CnavFigure, "file__change"),
    # Of the act that took it, which wrote its first revision.
    _of(Resolution, "revisions__change", revisions__version=1),
    _of(READINGS, "quarterclosing__change"),
    _of(WAIVERS, "quarterclosing__change"),
)
# Pointers to the latest row, which history itself tells; rights, which are of no contract: the journal tells them; how
# presentations look, which changes no figure.
UNSEALED = {
    "indicators_monthlyactual",
    "indicators_monthlock",
    "followup_followup",
    "followup_ownership",
    "accounts_rightrevision",
    "accounts_rolerequest",
    "accounts_roledecision",
    "dashboards_slidetemplate",
    "dashboards_slidetemplatechoice",
    "indicators_sourcearrival",
    "indicators_sourceevent",
}


@cache
def columns_of(edition: int) -> Mapping[str, tuple[str, ...]]:
    listed = json.loads((EDITIONS / f"{edition}.json").read_text("utf-8"))
    return {name: tuple(columns) for name, columns in listed.items()}


def rows_of(acts: Collection[int], edition: int = EDITION) -> dict[int, Rows]:
    """The digest of every row that these acts wrote, by the key of the act. A constant number of queries."""
    found: dict[int, Rows] = {act: {} for act in acts}
    columns = columns_of(edition)
    for source in SOURCES:
        if source.name not in columns:
            continue
        named = columns[source.name]
        of_acts = {f"{source.to_change}__in": list(acts), **source.only}
        rows = source.model._default_manager.filter(**of_acts).order_by()
        for act, key, *values in rows.values_list(source.to_change, "pk", *named):
            found[act].setdefault(source.name, {})[str(key)] = row_digest(source.name, named, values)
    return found
