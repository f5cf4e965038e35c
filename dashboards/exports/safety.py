"""Text that a spreadsheet would run as a formula is made plain text."""

import re

# What Excel and LibreOffice take as the start of a formula; a plain negative number stays as it is.
RUNS = re.compile(r"[=+@\t\r]|-(?![0-9]+([.,][0-9]+)?$)")
QUOTE = "'"


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would otherwise run it."""
    return QUOTE + text if RUNS.match(text) else text
