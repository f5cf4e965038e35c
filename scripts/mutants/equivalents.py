"""Mutants that compute the same figures: module, line, what was written and what it became, each with the reason."""

ZERO = "zero is rounded to zero by either formula"

EQUIVALENT: dict[tuple[str, str, str, str], str] = {
    ("exact", "if numerator >= 0:", "numerator >= 0", "numerator > 0"): ZERO,
    ("exact", "if numerator >= 0:", "0", "1"): ZERO,
}
