"""Propose a contract from its own document: PDF, DOCX, ODT or text. Plain Python: no database, no clock, no network.

A small reader for each kind of document (`kinds/`) gives lines and rows of tables, each with its place; deterministic
rules give fiches, engagements, actions and indicators; what looks wrong carries a doubt. Nothing is guessed in silence.
"""

from indicators.reading.assembling import as_contract_file
from indicators.reading.documents import proposal_of, read_document, source_of
from indicators.reading.excerpts import excerpt_of
from indicators.reading.facts import Fact, FactKind, facts_of, review_tenths
from indicators.reading.limits import LARGEST_DOCUMENT
from indicators.reading.proposals import Proposal
from indicators.reading.source import UnreadableDocumentError

__all__ = [
    "LARGEST_DOCUMENT",
    "Fact",
    "FactKind",
    "Proposal",
    "UnreadableDocumentError",
    "as_contract_file",
    "excerpt_of",
    "facts_of",
    "proposal_of",
    "read_document",
    "review_tenths",
    "source_of",
]
