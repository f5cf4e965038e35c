"""The part of a document around a place, for documents that have no image: lines, paragraphs or cells."""

from typing import Any

from indicators.reading.source import Line, Place, Row, Source

BEFORE, AFTER = 2, 10
LONGEST = 1_000


def excerpt_of(source: Source, place: Place) -> list[dict[str, Any]]:
    """Each line as `texts` (the cells of a row, or one text), and whether it is the place itself."""
    found = next((at for at, block in enumerate(source.blocks) if _is_at(block, place)), None)
    if found is None:
        return []
    after = AFTER if place.line else 1
    around = range(max(0, found - BEFORE), min(len(source.blocks), found + after + 1))
    return [{"texts": texts, "here": at == found} for at in around if any(texts := _texts(source.blocks[at]))]


def _is_at(block: Line | Row, place: Place) -> bool:
    held = block.place
    return (held.page, held.line, held.paragraph, held.table, held.row) == (
        place.page,
        place.line,
        place.paragraph,
        place.table,
        place.row,
    ) and (not place.page or held.box == place.box)


def _texts(block: Line | Row) -> list[str]:
    texts = [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]
    return [text.strip()[:LONGEST] for text in texts]
