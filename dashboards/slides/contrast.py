"""The contrast of two colours, as WCAG 2 defines it."""

from decimal import Decimal

WEIGHTS = (Decimal("0.2126"), Decimal("0.7152"), Decimal("0.0722"))


def contrast(one: str, other: str) -> Decimal:
    """Of `#rrggbb` and another: 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + Decimal("0.05")) / (low + Decimal("0.05"))


def _luminance(colour: str) -> Decimal:
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return sum((weight * _linear(part) for weight, part in zip(WEIGHTS, parts, strict=True)), Decimal(0))


def _linear(part: int) -> Decimal:
    share = Decimal(part) / 255
    if share <= Decimal("0.04045"):
        return share / Decimal("12.92")
    return ((share + Decimal("0.055")) / Decimal("1.055")) ** Decimal("2.4")
