"""Whether a month of an indicator may be entered, and whether a fact has the shape that the indicator
takes.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from commitments.ledger.refusals import Refusal
from cpg.shared.periods import Month
from indicators.domain.entry import LIMIT
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.models import Indicator


def reason_to_refuse(
    indicator: Indicator, month: Month, *, today: date, closed: Collection[Month]
) -> Refusal | None:
    """Why nothing may be entered for that month on that day; None when it may. The indicator comes with
    its contract.
    """
    contract = indicator.contract
    if month.year not in contract.years:
        years = f"{contract.first_year} à {contract.last_year}"
        return Refusal(f"Ce mois est hors du contrat, qui va de {years}.", "outside_contract")
    if month.first_day > today:
        return Refusal("Ce mois n’a pas commencé : il se saisira à partir de son premier jour.", "future")
    if indicator.first_year is not None and month.year < indicator.first_year:
        return Refusal(
            f"{indicator.code} n’est suivi qu’à partir de {indicator.first_year}.", "before_first_year"
        )
    if month in closed:
        return Refusal("Ce mois est clos : demandez au contrôle de gestion de le rouvrir.", "closed")
    return None


def check_fact(indicator: Indicator, fact: Fact) -> None:
    """Refuse a fact of another shape than the indicator's, or too large to be kept exactly.

    The indicator comes with its measure.
    """
    match fact:
        case Pair(numerator, denominator):
            if not indicator.measure.takes_pair:
                raise Refusal(f"{indicator.code} attend une valeur, pas un couple.", "wrong_shape")
            _check_pair(indicator, fact)
            _check_size(numerator, denominator)
        case Amount(value):
            if indicator.measure.takes_pair:
                raise Refusal(f"{indicator.code} attend un numérateur et un dénominateur.", "wrong_shape")
            _check_size(value)
        case Absence(_, reason):
            if not reason.strip():
                raise Refusal("Dites pourquoi la valeur est absente.", "absence_without_reason")


def check_entry(
    indicator: Indicator, month: Month, fact: Fact | None, *, today: date, closed: Collection[Month]
) -> None:
    """All of the above for one entry; a retraction (None) has no shape to check."""
    if refusal := reason_to_refuse(indicator, month, today=today, closed=closed):
        raise refusal
    if fact is not None:
        check_fact(indicator, fact)


def _check_pair(indicator: Indicator, pair: Pair) -> None:
    if pair.numerator < 0 or pair.denominator < 0:
        raise Refusal("Un numérateur ou un dénominateur ne peut pas être négatif.", "negative")
    if indicator.measure.numerator_bounded and pair.numerator > pair.denominator:
        raise Refusal("Le numérateur dépasse le dénominateur.", "numerator_too_large")


def _check_size(*numbers: Decimal) -> None:
    if any(abs(number) >= LIMIT for number in numbers):
        raise Refusal(
            "Ce nombre a plus de dix chiffres avant la virgule : vérifiez l’unité.", "number_too_large"
        )
