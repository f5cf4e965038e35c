"""The proofs of an indicator's months, as pages list them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cpg.shared.periods import Month
from indicators.models import Evidence, Indicator

KINDS = {
    "application/pdf": "PDF",
    "image/png": "image PNG",
    "image/jpeg": "image JPEG",
    "text/csv": "CSV",
    "text/plain": "texte",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "classeur XLSX",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document DOCX",
    "application/vnd.oasis.opendocument.spreadsheet": "classeur ODS",
    "application/vnd.oasis.opendocument.text": "document ODT",
}


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One proof. A withdrawn one has who did it and why, and nothing to open."""

    pk: int
    month: Month
    name: str
    url: str
    host: str
    kind: str
    size: int
    sha256: str
    author: str
    attached_at: datetime
    withdrawn_by: str
    withdrawn_because: str
    is_withdrawn: bool


def evidence_lines(indicator: Indicator, month: Month | None = None) -> tuple[EvidenceLine, ...]:
    """Of one month, or of all: the latest month first. One query."""
    found = Evidence.objects.filter(indicator=indicator)
    if month is not None:
        found = found.filter(month=month.first_day)
    joined = found.select_related("change__actor", "withdrawn__actor").order_by("-month", "pk")
    return tuple(_line(each) for each in joined)


def _line(evidence: Evidence) -> EvidenceLine:
    withdrawn = evidence.withdrawn
    return EvidenceLine(
        pk=evidence.pk,
        month=Month.of(evidence.month),
        name=evidence.name,
        url=evidence.url,
        host=urlsplit(evidence.url).hostname or "",
        kind=KINDS.get(evidence.content_type, ""),
        size=evidence.size,
        sha256=evidence.sha256,
        author=str(evidence.change.actor or "un chargement"),
        attached_at=evidence.change.recorded_at,
        withdrawn_by=str(withdrawn.actor or "un chargement") if withdrawn else "",
        withdrawn_because=withdrawn.reason if withdrawn else "",
        is_withdrawn=withdrawn is not None,
    )
