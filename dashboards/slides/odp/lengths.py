"""Lengths between OpenDocument and EMU, in whole numbers."""

import re
from decimal import Decimal

from dashboards.slides.fitting import Box
from dashboards.slides.measure import CENTIMETRE, POINT

UNITS = {"cm": CENTIMETRE, "mm": CENTIMETRE // 10, "in": 914_400, "pt": POINT, "pc": 12 * POINT, "px": 9_525}
LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt|pc|px)")


def emu(text: str) -> int | None:
    """None for what is no length."""
    found = LENGTH.fullmatch(text)
    return int(Decimal(found[1]) * UNITS[found[2]]) if found else None


def millimetres(length: int) -> str:
    """In hundredths of a millimetre."""
    hundredths = length * 1000 // CENTIMETRE
    return f"{hundredths // 100}.{hundredths % 100:02}mm"


def points(tenths: int) -> str:
    """A size of text, from tenths of a point."""
    return f"{tenths // 10}.{tenths % 10}pt"


def place(box: Box) -> dict[str, str]:
    return {
        "svg:x": millimetres(box.left),
        "svg:y": millimetres(box.top),
        "svg:width": millimetres(box.width),
        "svg:height": millimetres(box.height),
    }
