"""Digests of what a controller saw: where one differs from what is recorded now, something changed since."""

import json
from hashlib import sha256

from indicators.domain.model import Absence, Amount, Fact, Pair


def digest_of(*parts: object) -> str:
    """Of words, whole numbers, and lists of them: the same parts give the same digest, on any database."""
    return sha256(json.dumps(parts, ensure_ascii=False, default=list).encode()).hexdigest()


def fact_words(fact: Fact | None) -> list[str]:
    """A fact as words that do not depend on how many zeros a database adds to a decimal."""
    match fact:
        case Pair(numerator, denominator):
            return [f"{numerator.normalize():f}", f"{denominator.normalize():f}"]
        case Amount(value):
            return [f"{value.normalize():f}"]
        case Absence(kind, reason):
            return [kind.value, reason]
        case None:
            return []
