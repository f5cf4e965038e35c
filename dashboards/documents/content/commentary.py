"""The commentary of a subject in a document: what was written of it, else what is proposed and not said beside it."""

from collections.abc import Iterator, Mapping

from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.commentary.entries import Entry, entries_of
from dashboards.commentary.parts import Kind
from dashboards.commentary.reading import proposed_of
from dashboards.commentary.selectors import written
from dashboards.documents.blocks import Block, Note
from dashboards.documents.markup import Paragraph, blocks_of
from indicators.selectors import Known

type Entries = Mapping[str, Entry]


def entries_at(contract: Contract, month: Month, found: list[Known], known_at: int) -> Entries:
    """By key of a subject, as they were known then. A constant number of queries; the indicators come with their
    themes.
    """
    listed = proposed_of(contract, month, found, None, known_at)
    texts = written(contract, month, known_at)
    return {each.subject.key: each for each in entries_of(contract, listed, texts)}


def commentary(entry: Entry | None, *said: Kind) -> Iterator[Block]:
    """`said` is what the document says just before, of the proposed text."""
    if entry is None:
        return
    if entry.agreement is None:
        if text := entry.proposal.without(*said).text:
            yield Paragraph(text)
        return
    yield from blocks_of(entry.text)
    if entry.disagreement:
        yield Note(entry.disagreement)


def only_written(entry: Entry | None) -> Iterator[Block]:
    """Where the proposed text would say again what a table says."""
    if entry is not None and entry.is_written:
        yield from commentary(entry)
