"""A step of the explanation of a figure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared import french
from dashboards.why.inputs import InputLine

DECIMALS_AT_MOST = 6
TIMES, MINUS = "\u00a0×\u00a0", "\u00a0−\u00a0"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, the formulas with their numbers, and the months that went in."""

    title: str
    text: str
    formulas: tuple[str, ...] = ()
    inputs: tuple[InputLine, ...] = ()


def taken_away(number: Fraction) -> str:
    """What stands after a minus sign: a negative number is put in brackets."""
    text = exact_text(number)
    return f"({text})" if number < 0 else text


def exact_text(number: Fraction) -> str:
    """The number with all its decimals, or cut with an ellipsis where they do not end soon: never rounded."""
    scaled = abs(number) * 10**DECIMALS_AT_MOST
    cut = Decimal(int(scaled)).scaleb(-DECIMALS_AT_MOST)
    text = french.trimmed(-cut if number < 0 else cut)
    return text if scaled.denominator == 1 else f"{text}…"
