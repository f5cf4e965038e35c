"""What the second computation says of series drawn from seeds: slow to compute, so kept while a process lasts."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache

from cpg.shared.periods import Month
from indicators.domain.model import Attainment
from tests.domain.oracle import oracle_attain
from tests.domain.oracle_cases import months_of_contract, random_series

SEEDS = range(400)


def months_of(seed: int) -> list[Month]:
    """One month in five of the series of a seed; each seed begins with another."""
    return list(months_of_contract(random_series(seed)))[seed % 5 :: 5]


@cache
def figures(seed: int) -> tuple[Attainment, ...]:
    series = random_series(seed)
    return tuple(oracle_attain(series, month) for month in months_of(seed))


def disagreements(attained: Attainment, expected: Attainment) -> Iterator[str]:
    """Of everything but the estimate of December, which is no part of the rules that were computed twice."""
    for each in fields(Attainment):
        if each.name == "estimate":
            continue
        one, other = getattr(attained, each.name), getattr(expected, each.name)
        if one != other:
            yield f"{attained.month} {each.name}: {one!r}, the second computation says {other!r}"
