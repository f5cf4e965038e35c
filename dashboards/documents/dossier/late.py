"""Late actions in a few lines: one for each, whatever its deliverables and years."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from commitments.selectors import Item
from commitments.wording import longest_lateness
from cpg.shared import french
from dashboards.documents.blocks import Block, DocumentCell, DocumentColumn, Heading, Note, Table, Tone
from dashboards.documents.content import words
from dashboards.documents.dossier.facts import DossierFacts

# The whole wording is on the page of the action; here it is to be recognised.
LONGEST_WORDING = 55
COLUMNS = (
    DocumentColumn("Code", 4),
    DocumentColumn("Action", 20),
    DocumentColumn("Échéances", 7),
    DocumentColumn("Retard", 4),
    DocumentColumn("Responsable", 9),
)


def late(facts: DossierFacts) -> Iterator[Block]:
    yield Heading(1, "Les échéances d’actions en retard", follows=True)
    if facts.late:
        yield late_table("Échéances d’actions en retard", facts.late)
    else:
        yield Note(f"Aucune au {french.long_day(facts.day)}.")


def late_table(name: str, items: Sequence[Item]) -> Table:
    """In the order of the contract."""
    by_action: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        by_action[item.action.pk].append(item)
    return Table(name, COLUMNS, tuple(map(_line, by_action.values())))


def _line(items: Sequence[Item]) -> tuple[DocumentCell, ...]:
    first = items[0]
    return (
        DocumentCell(first.code),
        DocumentCell(french.cut(french.bound(first.action.wording), LONGEST_WORDING)),
        DocumentCell(french.listing([_place(item) for item in items])),
        DocumentCell(longest_lateness(items), Tone.BAD),
        DocumentCell(str(first.owners.owner or words.NOTHING)),
    )


def _place(item: Item) -> str:
    deliverable = item.planned.deliverable
    part = f" (livrable{french.NO_BREAK}{deliverable.number})" if deliverable else ""
    return f"{item.year}{part}"
