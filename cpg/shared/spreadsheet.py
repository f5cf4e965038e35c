"""Text that a spreadsheet would run as a formula is made plain text, and every line ends alike."""

import re

# What Excel and LibreOffice take as the start of a formula; a plain negative number stays as it is.
RUNS = re.compile(r"[=+@\t\r]|-(?![0-9]+([.,][0-9]+)?\Z)")
QUOTE = "'"
LINE_END = re.compile(r"\r\n?")
# A workbook is XML, which has no place for these characters.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would otherwise run it.

    Characters that no file format holds are left out first, so that they cannot hide a formula.
    """
    kept = UNWRITABLE.sub("", text)
    quoted = QUOTE + kept if RUNS.match(kept) else kept
    return LINE_END.sub("\n", quoted)


def as_typed(text: str) -> str:
    """What was made harmless, as it was before: the apostrophe stood there for the spreadsheet only."""
    return text[1:] if text.startswith(QUOTE) and RUNS.match(text[1:]) else text
