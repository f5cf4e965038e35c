"""What was decided about a contract by a date and a reason, and what a decision would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from commitments.models import Change, Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.addresses import month_url
from dashboards.shared.decision_words import base_words, percent, profile_words
from indicators.domain.model import Aggregation, Pair, Series
from indicators.models import BaseRevision, CreditRevision, Indicator, ProfileRevision, TargetVersion

EQUAL = (Fraction(1, 12),) * 12


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision of the past, in words."""

    change: Change
    title: str
    text: str
    reason: str


def decision_lines(contract: Contract) -> list[DecisionLine]:
    """The latest first. Four queries."""
    weights = TargetVersion.objects.filter(contract=contract, weights_only=True)
    profiles = ProfileRevision.objects.filter(indicator__contract=contract)
    bases = BaseRevision.objects.filter(indicator__contract=contract)
    # The first is the one that the contract was loaded with.
    credits_ = CreditRevision.objects.filter(contract=contract, version__gt=1)
    of_indicator = "indicator", "change__actor"
    lines = [
        *(
            DecisionLine(
                each.change,
                french.sentence(each.label),
                "Les poids par indicateur sont dans les versions des cibles.",
                each.change.reason,
            )
            for each in weights.select_related("change__actor")
        ),
        *(
            DecisionLine(each.change, "Score au seuil", f"{french.trimmed(each.credit)}\u00a0%", each.reason)
            for each in credits_.select_related("change__actor")
        ),
        *(_profile_line(each) for each in profiles.select_related(*of_indicator)),
        *(
            DecisionLine(
                each.change,
                f"{each.indicator.short_name}, valeurs de l’année de référence",
                french.sentence(base_words(each.values)),
                each.reason,
            )
            for each in bases.select_related(*of_indicator)
        ),
    ]
    return sorted(lines, key=lambda line: line.change.sequence, reverse=True)


def _profile_line(each: ProfileRevision) -> DecisionLine:
    text = "Levé\u00a0: les mois pèsent autant." if each.is_withdrawn else profile_words(each.weights)
    title = f"{each.indicator.short_name}, profil mensuel de {each.year}"
    return DecisionLine(each.change, title, french.sentence(text), each.reason)


@dataclass(frozen=True, slots=True)
class MonthOfProfile:
    """A month of the year with its part now, in past years and as typed; texts in percent, "" where there is none."""

    name: str
    now: str
    past: str
    field: object


def months_of_profile(
    rows: Sequence[tuple[str, object]], now: Sequence[Fraction], past: Sequence[Fraction] | None
) -> list[MonthOfProfile]:
    return [
        MonthOfProfile(name, _share(now[rank]), _share(past[rank]) if past else "", field)
        for rank, (name, field) in enumerate(rows)
    ]


def _share(share: Fraction) -> str:
    return f"{french.number(percent(share), 2)}\u00a0%"


@dataclass(frozen=True, slots=True)
class OtherBase:
    """A month that was entered against another value than that of the base year."""

    month: Month
    entered: Decimal
    base: Decimal
    url: str


def other_bases(indicator: Indicator, series: Series, values: Sequence[Decimal]) -> list[OtherBase]:
    """The months to correct, in order."""
    return [
        OtherBase(month, fact.denominator, values[month.number - 1], month_url(indicator, month))
        for month, fact in sorted(series.facts.items())
        if isinstance(fact, Pair) and fact.denominator != values[month.number - 1]
    ]


def takes_profile(indicator: Indicator) -> bool:
    aggregation = indicator.definition.aggregation
    return aggregation.accumulates or aggregation is Aggregation.ETAT


def takes_base(indicator: Indicator) -> bool:
    return indicator.definition.aggregation is Aggregation.EVOLUTION
