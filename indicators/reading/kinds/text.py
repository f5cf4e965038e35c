"""Pasted text, or a text file: lines only. What was a table is found again from its lines (flat.py)."""

from indicators.reading.source import Line, Place, Source, UnreadableDocumentError


def read_text(content: bytes) -> Source:
    return from_text(_decoded(content))


def from_text(text: str) -> Source:
    lines = text.replace("\f", "\n").splitlines()
    return Source(
        tuple(Line(line, Place(line=number)) for number, line in enumerate(lines, start=1)), is_wrapped=True
    )


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocumentError("Ce texte ne peut pas être lu\u00a0: enregistrez-le en UTF-8.")
