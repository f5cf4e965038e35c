"""Decisions of the committee, as they were known on the day of the review; no chapter where none was taken."""

from collections.abc import Iterator

from cpg.shared import french
from dashboards.documents.blocks import Block, DocumentCell, DocumentColumn, Heading, Table, Tone
from dashboards.documents.facts import ReviewFacts
from dashboards.models.resolution import ResolutionRevision, ResolutionState

TITLE = "Décisions du comité"
COLUMNS = (
    DocumentColumn("Décision", 6),
    DocumentColumn("Qui", 2),
    DocumentColumn("Pour le", 2),
    DocumentColumn("État", 3),
)


def decided(facts: ReviewFacts) -> Iterator[Block]:
    if facts.resolutions:
        yield Heading(1, TITLE, follows=True)
        yield Table(TITLE, COLUMNS, tuple(_line(facts, each) for each in facts.resolutions))


def _line(facts: ReviewFacts, each: ResolutionRevision) -> tuple[DocumentCell, ...]:
    resolution = each.resolution
    about = next(
        (one.indicator.short_label for one in facts.measured if one.indicator.pk == resolution.indicator_id),
        "",
    )
    taken = f"comité du {french.day(resolution.taken_on)}"
    return (
        DocumentCell(french.bound(resolution.text), detail=", ".join(filter(None, (taken, about)))),
        DocumentCell(str(each.owner)),
        DocumentCell(french.day(each.due)),
        _state(facts, each),
    )


def _state(facts: ReviewFacts, each: ResolutionRevision) -> DocumentCell:
    match ResolutionState(each.state):
        case ResolutionState.DONE:
            return DocumentCell(each.word, Tone.DONE, detail=each.reason)
        case ResolutionState.ABANDONED:
            return DocumentCell(each.word, Tone.STOPPED, detail=each.reason)
        case ResolutionState.OPEN:
            late = (facts.scope.day - each.due).days
            if late > 0:
                return DocumentCell(f"{french.number(late)}{french.NO_BREAK}j de retard", Tone.LATE)
            return DocumentCell(each.word, Tone.TO_COME)
