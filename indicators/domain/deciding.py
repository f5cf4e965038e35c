"""What an avenant or a dated decision may set, and the series that it would make: first year, weight, monthly profile.

Each rule answers why not, or None.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from cpg.shared import french
from cpg.shared.figures import decimals_of
from cpg.shared.periods import Month
from indicators.domain.entry import LIMIT
from indicators.domain.model import Aggregation, Amount, Series, SignedVersion, Target
from indicators.domain.signing import Objection

HEAVIEST = Decimal(100_000)


def first_year_objection(years: Collection[int], year: int | None) -> Objection | None:
    """None is admitted: no month is due until the rules of management are settled."""
    if year is not None and year not in years:
        return Objection(f"le premier exercice {year} est hors du contrat.", "outside_contract")
    return None


def weight_objection(weight: Decimal | None) -> Objection | None:
    """Zero is admitted: the indicator is shown and does not count."""
    if weight is None:
        return None
    if weight < 0:
        return Objection("un poids n’est pas négatif.", "negative_weight")
    if weight >= HEAVIEST or decimals_of(weight) > 2:
        return Objection("un poids a au plus cinq chiffres et deux décimales.", "weight_too_fine")
    return None


def profile_objection(aggregation: Aggregation, years: Collection[int], year: int) -> Objection | None:
    """Only what accumulates, or goes up a step a year, has a target to date that months weigh on."""
    if not (aggregation.accumulates or aggregation is Aggregation.ETAT):
        return Objection("sa cible à date ne dépend pas d’un profil mensuel.", "without_profile")
    if year not in years:
        return Objection(f"l’exercice {year} est hors du contrat.", "outside_contract")
    return None


def weights_objection(weights: Sequence[Fraction]) -> Objection | None:
    """The twelve weights of the months of a profile."""
    if len(weights) != 12:
        return Objection("un profil a douze poids, de janvier à décembre.", "not_twelve")
    if any(weight < 0 for weight in weights):
        return Objection("un poids n’est pas négatif.", "negative_weight")
    if sum(weights) != 1:
        return Objection("les douze poids ne font pas exactement 1 (100\u00a0%).", "sum_is_not_one")
    return None


def base_objection(aggregation: Aggregation, decimals: int, values: Sequence[Decimal]) -> Objection | None:
    """The twelve values of the base year of an evolution, with the decimals of an entry."""
    if aggregation is not Aggregation.EVOLUTION:
        return Objection("il ne se mesure pas à une année de référence.", "without_base")
    if len(values) != 12:
        return Objection("une année de référence a douze valeurs, de janvier à décembre.", "not_twelve")
    return _base_value_objection(decimals, values)


def _base_value_objection(decimals: int, values: Sequence[Decimal]) -> Objection | None:
    if any(value < 0 for value in values):
        return Objection("une valeur de référence n’est pas négative.", "negative")
    if any(value >= LIMIT for value in values):
        return Objection("ce nombre a plus de dix chiffres avant la virgule.", "number_too_large")
    if any(decimals_of(value) > decimals for value in values):
        return Objection(
            f"pas plus de {decimals} {french.plural(decimals, 'décimale', 'décimales')}, comme une saisie.",
            "too_many_decimals",
        )
    if not any(values):
        return Objection("douze zéros ne mesurent rien.", "only_zeros")
    return None


def next_version(
    series: Series,
    label: str,
    effective_from: date,
    *,
    targets: Mapping[int, Target],
    first_year: int | None,
    weight: Decimal | None,
) -> Series:
    """The series with one more version, that names these targets and repeats the other years."""
    before = series.versions[-1].targets if series.versions else {}
    version = SignedVersion(
        label=label,
        effective_from=effective_from,
        targets={**before, **targets},
        first_year=first_year,
        weight=weight,
        named=frozenset(year for year, target in targets.items() if target != Target()),
    )
    return replace(series, versions=(*series.versions, version))


def with_profile(series: Series, year: int, weights: tuple[Fraction, ...] | None) -> Series:
    """The series with that profile for that year, or without any."""
    others = {each: profile for each, profile in series.profiles.items() if each != year}
    return replace(series, profiles=others if weights is None else {**others, year: weights})


def seasonal_shares(series: Series, year: int) -> tuple[Fraction, ...] | None:
    """The mean share of each month over the complete years before this one, three at most; None where there is none.

    A complete year has a value in all twelve months, and a sum above zero.
    """
    past = list(islice(_complete_years(series, year), 3))
    if not past:
        return None
    return tuple(sum((shares[rank] for shares in past), Fraction(0)) / len(past) for rank in range(12))


def _complete_years(series: Series, year: int) -> Iterator[tuple[Fraction, ...]]:
    for each in range(year - 1, series.definition.contract_first_year - 1, -1):
        facts = [series.facts.get(Month(each, number)) for number in range(1, 13)]
        values = [Fraction(fact.value) for fact in facts if isinstance(fact, Amount)]
        total = sum(values, Fraction(0))
        if len(values) == 12 and total > 0 and min(values) >= 0:
            yield tuple(value / total for value in values)


def in_percent(shares: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Shares in percent, two decimals, that sum to exactly 100: what rounding down leaves goes to the largest rests."""
    exact = [share * 10_000 for share in shares]
    whole = [each.numerator // each.denominator for each in exact]
    by_rest = sorted(range(len(exact)), key=lambda rank: whole[rank] - exact[rank])
    for rank in by_rest[: 10_000 - sum(whole)]:
        whole[rank] += 1
    return tuple(Decimal(each).scaleb(-2) for each in whole)
