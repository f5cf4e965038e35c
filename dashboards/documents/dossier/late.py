"""Late actions in a few lines: one for each, whatever its deliverables and years."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from commitments.selectors import Item
from commitments.wording import longest_lateness
from cpg.shared import french
from dashboards.documents.blocks import Block, DocumentCell, DocumentColumn, Heading, Note, Table, Tone
from dashboards.documents.content import words
from dashboards.documents.dossier.facts import DossierFacts

# What the table of all late actions has room for; where an action is only to be recognised, a part of it is enough.
WHOLE_WORDING, SHORT_WORDING = 400, 55
COLUMNS = (
    DocumentColumn("Code", 4),
    DocumentColumn("Action", 20),
    DocumentColumn("Échéances", 6),
    DocumentColumn("Retard", 6),
    DocumentColumn("Responsable", 8),
)


def late(facts: DossierFacts) -> Iterator[Block]:
    yield Heading(1, "Les échéances d’actions en retard", follows=True)
    if facts.late:
        yield late_table("Échéances d’actions en retard", facts.late, WHOLE_WORDING)
    else:
        yield Note(f"Aucune au {french.long_day(facts.day)}.")


def late_table(name: str, items: Sequence[Item], longest: int = SHORT_WORDING) -> Table:
    """In the order of the contract; wordings of at most `longest` characters."""
    by_action: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        by_action[item.action.pk].append(item)
    return Table(name, COLUMNS, tuple(_line(listed, longest) for listed in by_action.values()))


def _line(items: Sequence[Item], longest: int) -> tuple[DocumentCell, ...]:
    first = items[0]
    return (
        DocumentCell(first.code),
        DocumentCell(french.cut(french.bound(first.action.wording), longest)),
        DocumentCell(french.listing([_place(item) for item in items])),
        DocumentCell(longest_lateness(items), Tone.LATE),
        DocumentCell(str(first.owners.owner or words.NOTHING)),
    )


def _place(item: Item) -> str:
    deliverable = item.planned.deliverable
    part = f" (livrable{french.NO_BREAK}{deliverable.number})" if deliverable else ""
    return f"{item.year}{part}"
