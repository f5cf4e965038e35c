"""The whole document from the facts, chapter after chapter."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import chain
from typing import Any

from cpg.shared import french
from dashboards.documents.blocks import Document
from dashboards.documents.content.commitments import commitments
from dashboards.documents.content.decided import decided
from dashboards.documents.content.indicators import indicators
from dashboards.documents.content.method import method
from dashboards.documents.content.outlook import outlook
from dashboards.documents.content.results import not_reached, reached
from dashboards.documents.content.summary import summary
from dashboards.documents.content.targets import targets
from dashboards.documents.facts import ReviewFacts
from dashboards.models.review import ReviewKind
from dashboards.shared.texts import UNWRITABLE

CHAPTERS = (summary, reached, not_reached, indicators, commitments, decided, targets, outlook, method)
FICTITIOUS = "Données fictives de démonstration"


def document_of(facts: ReviewFacts) -> Document:
    contract, scope = facts.contract, facts.scope
    year = f" {scope.years[0]}" if scope.kind is ReviewKind.ANNUAL else ""
    return cleaned_value(
        Document(
            title=f"{scope.kind.label}{year}",
            subtitle=contract.label,
            body=contract.body.name,
            day=scope.day,
            dated=f"État au {french.long_day(scope.day)}",
            warning=FICTITIOUS if contract.is_demo else "",
            blocks=tuple(chain.from_iterable(chapter(facts) for chapter in CHAPTERS)),
        )
    )


def cleaned_value[Value](value: Value) -> Value:
    """The same value, its texts without the characters that XML or PDF refuse: people typed some long ago."""
    cleaned: Any = value
    if isinstance(cleaned, str) and not isinstance(cleaned, Enum):
        cleaned = UNWRITABLE.sub("", cleaned)
    elif isinstance(cleaned, tuple):
        cleaned = tuple(map(cleaned_value, cleaned))
    elif is_dataclass(cleaned) and not isinstance(cleaned, type):
        cleaned = replace(
            cleaned, **{each.name: cleaned_value(getattr(cleaned, each.name)) for each in fields(cleaned)}
        )
    return cleaned  # type: ignore[no-any-return]
