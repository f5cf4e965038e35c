"""Mutants that compute the same figures, by module, what was written and what it became, each with the reason."""

EQUIVALENT: dict[tuple[str, str, str], str] = {}
