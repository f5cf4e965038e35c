"""Checks the arithmetic that the worked examples show: `100 × 792 / 980 = 80,816… ≈ 80,82`.

A step is a code span of Markdown with a relation in it. `=` is exact, or cut where a figure ends with `…`;
`≈` rounds half away from zero, `↗` and `↘` round up and down, each to the decimals that are written; `<`, `≤`, `>`
and `≥` compare. What follows a cut figure goes on from the exact one.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

RELATION = re.compile(r" (=|≈|↗|↘|<|≤|>|≥) ")
NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?")
OPERATORS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}
ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "≈": lambda scaled: floor(abs(scaled) + Fraction(1, 2)) * (-1 if scaled < 0 else 1),
    "↗": ceil,
    "↘": floor,
}


def steps(text: str) -> Iterator[str]:
    """The arithmetic shown in a text whose typography is already plain."""
    spans = (" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text))
    return (span for span in spans if RELATION.search(span))


def is_right(step: str) -> bool:
    """Whether every relation of the chain holds, exactly."""
    first, *rest = RELATION.split(step)
    known = value_of(first)
    for relation, shown in zip(rest[::2], rest[1::2], strict=True):
        if not holds(known, relation, shown):
            return False
        if not shown.endswith("…"):
            known = value_of(shown)
    return True


def results(step: str) -> set[Decimal]:
    """The plain figures that stand between relations: what the step arrives at."""
    figures = (shown.strip() for shown in RELATION.split(step)[1:])
    return {decimal_of(shown) for shown in figures if re.fullmatch(rf"-?(?:{NUMBER.pattern})", shown)}


def holds(known: Fraction, relation: str, shown: str) -> bool:
    if shown.endswith("…"):
        scale = Fraction(10) ** decimals(shown)
        return relation == "=" and int(known * scale) == value_of(shown.rstrip("…")) * scale != known * scale
    if relation == "=":
        return known == value_of(shown)
    if relation in COMPARISONS:
        return COMPARISONS[relation](known, value_of(shown))
    scale = Fraction(10) ** decimals(shown)
    return ROUNDINGS[relation](known * scale) == value_of(shown) * scale


def decimals(shown: str) -> int:
    return len(shown.rstrip("…").partition(",")[2])


def decimal_of(shown: str) -> Decimal:
    return Decimal(shown.replace(" ", "").replace(",", "."))


def value_of(expression: str) -> Fraction:
    """The exact value of sums, differences, products and quotients of French numbers."""
    code = NUMBER.sub(lambda found: f"'{decimal_of(found[0])}'", expression.rstrip("…")).replace("×", "*")
    return evaluate(ast.parse(code.strip(), mode="eval").body)


def evaluate(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=str(number)):
            return Fraction(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -evaluate(operand)
        case ast.BinOp(left=left, op=operation, right=right):
            return OPERATORS[type(operation)](evaluate(left), evaluate(right))
        case _:
            raise ValueError(f"not arithmetic: {ast.dump(node)}")
