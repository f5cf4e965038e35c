"""Read numbers typed as French text (strictly), and write them plainly for files and fields."""

import re
from decimal import Decimal

NARROW_SPACE = "\u202f"
THIN_SPACE = "\u2009"
MINUS = "\u2212"
GROUP_SPACES = f" \u00a0{NARROW_SPACE}{THIN_SPACE}"
# One plain number: digits, or groups of three split by one kind of space, then decimals after a comma or a point; the
# digits before these may be missing.
NUMBER = re.compile(
    rf"(?P<sign>[-+{MINUS}])?"
    rf"(?P<whole>[0-9]{{1,3}}(?P<space>[{GROUP_SPACES}])[0-9]{{3}}(?:(?P=space)[0-9]{{3}})*(?![0-9])|[0-9]+|(?=[.,][0-9]))"
    r"(?:[.,](?P<decimals>[0-9]+))?"
)
# The unit that may follow the number, after an optional space: `92,5 %`, `75 j`.
UNIT = re.compile(rf"[{GROUP_SPACES}]*(?P<unit>%|[^\W\d_]+(?:-[^\W\d_]+)*€?|€)")


class NotANumberError(ValueError):
    """The text is not one plain number."""


def read_number(text: str) -> tuple[Decimal, str]:
    """The number in a text and the unit written after it ("" when there is none), exactly as written.

    Spaces around it are ignored. Anything but one plain number raises NotANumberError: `12 34`, `1_000`, `1e5`,
    NaN, digits of other scripts.
    """
    stripped = text.strip(f"{GROUP_SPACES}\t\r\n")
    matched = NUMBER.match(stripped)
    if matched is None:
        raise NotANumberError(text)
    rest = stripped[matched.end() :]
    unit = UNIT.fullmatch(rest) if rest else None
    if rest and unit is None:
        raise NotANumberError(text)
    whole = re.sub(rf"[{GROUP_SPACES}]", "", matched["whole"])
    decimals = f".{matched['decimals']}" if matched["decimals"] else ""
    sign = "-" if matched["sign"] in {"-", MINUS} else ""
    number = Decimal(f"{sign}{whole or '0'}{decimals}")
    return number, unit["unit"] if unit else ""


def decimals_of(number: Decimal) -> int:
    """How many decimals a finite number has, zeros at its end not counted."""
    return written_decimals(number.normalize())


def written_decimals(number: Decimal) -> int:
    """How many decimals a finite number was written with, zeros at its end included."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(number: Decimal) -> str:
    """A number as a person would type it: `1234,5`, `-5`, `0`; no needless zero, no exponent."""
    return iso(number).replace(".", ",")


def iso(number: Decimal) -> str:
    """The same for programs: `1234.5`."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
