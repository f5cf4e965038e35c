"""Pairs of states of one contract for the parts of a change: a series, and what acts and time made of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from cpg.shared.periods import Month
from indicators.domain import attain_all
from indicators.domain.contributions import Path
from indicators.domain.model import Direction, Fact, Series, SignedVersion
from indicators.domain.paths import Act, Moment, Passing, Piece, path_between
from tests.domain.oracle_cases import months_of_contract, random_series

PASSING = Passing("new months", "calendar", "rest")


def random_paths(seed: int) -> list[tuple[Path[str], Moment, Moment]]:
    """Up to five indicators between two moments, each with its own contract, months and acts."""
    rng = Random(seed)  # noqa: S311 (a case to replay, not a secret)
    is_one_month = rng.random() < 0.3
    found = []
    for rank in range(rng.randint(1, 5)):
        before, months = _judged(rng)
        early, late = sorted(rng.choice(months) for _ in range(2))
        after, acts = _changed(rng, before)
        start = Moment.of(None if rng.random() < 0.05 else before, early)
        end = Moment.of(after, early if is_one_month else late)
        found.append((path_between(f"R{rank}", start, end, acts, PASSING), start, end))
    return found


def _judged(rng: Random) -> tuple[Series, list[Month]]:
    """A series, and the months that have a score where there are any: the others make few parts."""
    for _ in range(8 if rng.random() < 0.9 else 1):
        series = random_series(rng.randint(0, 10**9))
        months = [each.month for each in attain_all(series) if each.score is not None]
        if months:
            return series, months
    return series, list(months_of_contract(series))


def _changed(rng: Random, series: Series) -> tuple[Series, list[Act[str]]]:
    """The series after some acts, which are listed: some pieces that changed have none."""
    other = random_series(rng.randint(0, 10**9))
    acts: list[Act[str]] = []
    after = series
    for change in (_facts, _neutralised, _definition, _profiles, _versions, _credit):
        if rng.random() < 0.4:
            after, made = change(rng, after, other)
            acts += made
    if acts and rng.random() < 0.1:
        acts.pop()
    return after, acts


type Made = tuple[Series, list[Act[str]]]


def _facts(rng: Random, series: Series, _: Series) -> Made:
    """Corrections, late values and withdrawals; months after the earlier moment are among them."""
    months = rng.sample(list(months_of_contract(series)), rng.randint(1, 6))
    facts: dict[Month, Fact] = dict(series.facts)
    spare = list(series.facts.values())
    for month in months:
        if spare and rng.random() < 0.7:
            facts[month] = rng.choice(spare)
        else:
            facts.pop(month, None)
    return replace(series, facts=facts), [Act(f"month {each}", Piece.MONTH, each) for each in months]


def _neutralised(rng: Random, series: Series, _: Series) -> Made:
    period = series.definition.frequency.months
    due = [each for each in months_of_contract(series) if each.number % period == 0]
    months = rng.sample(due, min(len(due), rng.randint(1, 4)))
    acts = [Act(f"neutralisation {each}", Piece.NEUTRALISATION, each) for each in months]
    return replace(series, neutralised=series.neutralised ^ set(months)), acts


def _definition(rng: Random, series: Series, _: Series) -> Made:
    turned = replace(
        series.definition,
        direction=rng.choice(list(Direction)),
        unit=rng.choice((series.definition.unit, "%")),
        decimals=rng.randint(0, 3),
    )
    return replace(series, definition=turned), [Act("definition", Piece.DEFINITION)]


def _profiles(_: Random, series: Series, other: Series) -> Made:
    return replace(series, profiles=other.profiles), [Act("profile", Piece.PROFILE)]


def _versions(rng: Random, series: Series, other: Series) -> Made:
    """One or two more versions, of targets or of weight alone."""
    signed, acts = list(series.versions), []
    for number in range(rng.randint(1, 2)):
        day = date(series.definition.contract_first_year + rng.randint(0, 2), rng.randint(1, 12), 1)
        blank = SignedVersion("initiale", day, {}, series.definition.contract_first_year)
        held = signed[-1] if signed else blank
        targets = other.versions[0].targets if other.versions and rng.random() < 0.6 else held.targets
        weight = rng.choice((held.weight, None, Decimal(0), Decimal(2), Decimal("0.5")))
        named = frozenset(targets) if targets is not held.targets else frozenset[int]()
        first_year = rng.choice((held.first_year, series.definition.contract_first_year))
        signed.append(SignedVersion(f"avenant {number}", day, targets, first_year, weight, named))
        acts.append(Act(f"version {number}", Piece.VERSIONS, versions=len(signed)))
    return replace(series, versions=tuple(signed)), acts


def _credit(rng: Random, series: Series, _: Series) -> Made:
    credit = Decimal(rng.choice(("0", "35", "50", "100")))
    return replace(series, definition=replace(series.definition, credit=credit)), [
        Act("credit", Piece.CREDIT)
    ]
