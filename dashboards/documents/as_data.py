"""The document as plain data for the layout: each block with the name of what draws it."""

from dataclasses import asdict
from typing import Any

from dashboards.documents.blocks import Block, Chart, Document


def data_of(document: Document) -> dict[str, Any]:
    day = document.day
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "body": document.body,
        "dated": document.dated,
        "warning": document.warning,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "blocks": [_block(each) for each in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    data = {"kind": type(block).__name__.lower(), **asdict(block)}
    if isinstance(block, Chart):
        data["longest"] = block.longest
        data["legend"] = [{"word": word, "tone": tone} for word, tone in block.words.items()]
        for shown, bar in zip(data["bars"], block.bars, strict=True):
            shown["total"] = bar.total
    return data
