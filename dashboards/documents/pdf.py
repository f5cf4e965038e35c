"""The document as an accessible PDF (PDF/UA-1): tagged, with bookmarks, from what the wheel carries alone."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from typst import Compiler

from accounts.clock import shown_mark
from cpg.shared import french
from dashboards.documents.blocks import Block, Chart, Document
from dashboards.documents.drawable import replaced_in

LAYOUT = Path(__file__).with_name("review.typ")


def pdf_bytes(document: Document) -> bytes:
    """The same document gives the same bytes: its date is its own, its fonts are the compiler's.

    The compiler sees an empty folder, and no package: it can neither read a file nor ask the network.
    """
    text = json.dumps(data_of(document), ensure_ascii=False)
    moment = datetime.combine(document.day, time(12), tzinfo=UTC)
    with TemporaryDirectory() as empty:
        compiler = Compiler(
            LAYOUT.read_bytes(),
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            ignore_system_fonts=True,
            sys_inputs={"document": text.translate(replaced_in(text))},
        )
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


def data_of(document: Document) -> dict[str, Any]:
    """Plain data for the layout: each block with the name of what draws it."""
    day, footer, mark = document.day, document.footer or document.dated, french.sentence(shown_mark())
    # A passport and a first page say their day there themselves.
    if mark and "état au" not in footer.lower():
        footer = f"{mark} – {footer}"
    return {
        "mark": mark,
        "title": document.title,
        "subtitle": document.subtitle,
        "body": document.body,
        "dated": document.dated,
        "warning": document.warning,
        "footer": footer,
        "has_cover": document.has_cover,
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
