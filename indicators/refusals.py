"""Why a month of an indicator may not be entered, or not with that fact: sentences for a person, codes for programs.

Pages ask before anything is typed, recording asks again under the contract's lock.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from commitments.ledger.refusals import Refusal
from cpg.shared.figures import plain
from cpg.shared.periods import Month
from indicators.domain.entry import LIMIT
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.models import Indicator


def name_of(indicator: Indicator, month: Month) -> str:
    """A month of an indicator, as the beginning of a sentence."""
    return f"{indicator.code}, {month.number:02d}/{month.year},"


def reason_to_refuse(
    indicator: Indicator, month: Month, *, today: date, closed: Collection[Month], holds_value: bool = False
) -> Refusal | None:
    """Why nothing may be entered for that month on that day; None when it may. The indicator comes `with_definition()`.

    `holds_value`: a month that an avenant has put before the first year keeps its value, which may be corrected.
    """
    contract = indicator.contract
    if month.year not in contract.years:
        years = f"{contract.first_year} à {contract.last_year}"
        return Refusal(f"Ce mois est hors du contrat, qui va de {years}.", "outside_contract")
    if month.first_day > today:
        return Refusal(
            "Ce mois n’a pas commencé\u00a0: il se saisira à partir de son premier jour.", "future"
        )
    if indicator.first_year is not None and month.year < indicator.first_year and not holds_value:
        return Refusal(
            f"{indicator.code} n’est suivi qu’à partir de {indicator.first_year}.", "before_first_year"
        )
    if month in closed:
        return Refusal("Ce mois est clos\u00a0: demandez au contrôle de gestion de le rouvrir.", "closed")
    return None


def reason_to_refuse_fact(indicator: Indicator, fact: Fact) -> Refusal | None:
    """Why the indicator cannot hold that fact: another shape than its own, or a number too large to be kept exactly.

    The indicator comes with its measure.
    """
    match fact:
        case Pair():
            return _reason_to_refuse_pair(indicator, fact)
        case Amount(value):
            if indicator.defined.takes_pair:
                return Refusal(f"{indicator.code} attend un numérateur et un dénominateur.", "wrong_shape")
            return _too_large(value)
        case Absence(_, reason):
            if not reason.strip():
                return Refusal("Dites pourquoi la valeur est absente.", "absence_without_reason")
    return None


def reason_to_refuse_base(indicator: Indicator, month: Month, fact: Fact) -> Refusal | None:
    """Why the pair is not measured against the base year; None where it is, or no base-year values are held."""
    base = indicator.base_of(month)
    if base is None or not isinstance(fact, Pair) or fact.denominator == base:
        return None
    return Refusal(
        f"{name_of(indicator, month)} se mesure à la valeur de l’année de référence, {plain(base)}.",
        "not_the_base",
    )


def comment_missing(indicator: Indicator, month: Month) -> Refusal:
    """What is answered where `indicators.domain.entry.needs_comment` says that the month needs one."""
    return Refusal(
        f"{name_of(indicator, month)} fait perdre le seuil à l’indicateur\u00a0: dites pourquoi en commentaire.",
        "comment_missing",
    )


def _reason_to_refuse_pair(indicator: Indicator, pair: Pair) -> Refusal | None:
    if not indicator.defined.takes_pair:
        return Refusal(f"{indicator.code} attend une valeur, pas un couple.", "wrong_shape")
    if pair.numerator < 0 or pair.denominator < 0:
        return Refusal("Un numérateur ou un dénominateur ne peut pas être négatif.", "negative")
    if indicator.defined.numerator_bounded and pair.numerator > pair.denominator:
        return Refusal("Le numérateur dépasse le dénominateur.", "numerator_too_large")
    return _too_large(pair.numerator, pair.denominator)


def _too_large(*numbers: Decimal) -> Refusal | None:
    if any(abs(number) >= LIMIT for number in numbers):
        return Refusal(
            "Ce nombre a plus de dix chiffres avant la virgule\u00a0: vérifiez l’unité.", "number_too_large"
        )
    return None
