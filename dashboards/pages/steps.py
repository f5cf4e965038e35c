"""A step of the explanation of a figure."""

from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from dashboards.pages.inputs import InputLine

TIMES, MINUS = "\u00a0×\u00a0", "\u00a0−\u00a0"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, the formulas with their numbers, and the months that went in."""

    title: str
    text: str
    formulas: tuple[str, ...] = ()
    inputs: tuple[InputLine, ...] = ()


def taken_away(number: Decimal) -> str:
    """What stands after a minus sign: a negative number is put in brackets."""
    text = french.trimmed(number)
    return f"({text})" if number < 0 else text
