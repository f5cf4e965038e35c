"""A document of any kind becomes proposals: its kind is recognised by its content, never by its name."""

from indicators.reading.comparing import compared
from indicators.reading.flat import read_lines, without_footers
from indicators.reading.kinds.docx import read_docx
from indicators.reading.kinds.odt import read_odt
from indicators.reading.kinds.pdf import read_pdf
from indicators.reading.kinds.text import read_text
from indicators.reading.limits import LARGEST_DOCUMENT, too_large
from indicators.reading.proposals import Proposal
from indicators.reading.source import Source, UnreadableDocumentError
from indicators.reading.tables import read_tables
from indicators.reading.texts import texts_of

PDF, ARCHIVE, OPEN_DOCUMENT = b"%PDF-", b"PK\x03\x04", b"application/vnd.oasis.opendocument.text"
EMPTY = (
    "Aucune action et aucun indicateur n’ont été reconnus\u00a0: vérifiez que ce document est le contrat, et que son "
    "texte peut être sélectionné (une image ne se lit pas)."
)


def read_document(content: bytes) -> Proposal:
    """Raises UnreadableDocumentError, with a sentence, for what is no document or holds nothing of a contract."""
    return proposal_of(source_of(content))


def proposal_of(source: Source) -> Proposal:
    proposal = compared(read_tables(source) if any(source.rows) else read_lines(source.lines))
    proposal.texts = texts_of(without_footers(source.lines), is_wrapped=source.is_wrapped)
    if proposal.is_empty:
        raise UnreadableDocumentError(EMPTY)
    return proposal


def source_of(content: bytes) -> Source:
    if len(content) > LARGEST_DOCUMENT:
        raise too_large()
    if PDF in content[:1024]:
        return read_pdf(content)
    if content.startswith(ARCHIVE):
        return read_odt(content) if OPEN_DOCUMENT in content[:200] else read_docx(content)
    if b"\0" in content:
        raise UnreadableDocumentError(
            "Ce fichier n’est ni un PDF, ni un DOCX, ni un ODT, ni un texte\u00a0: choisissez le document du contrat."
        )
    return read_text(content)
