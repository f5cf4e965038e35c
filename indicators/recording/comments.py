"""What owes a comment: a month that makes the status fall below the seuil. One rule and one sentence for every way
in.

The month's form asks for it while the person is there; what comes many at once, or from a program, is taken without one
and owes it when it is submitted.
"""

from collections.abc import Iterable
from dataclasses import replace

from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.domain.attainment import attain_months
from indicators.domain.model import Absence, Fact, Series, Status
from indicators.models import Indicator
from indicators.selectors import series_of


def takes_below_the_seuil(series: Series, month: Month, years: Iterable[int]) -> bool:
    """Whether the status to date is below at the end of the month, and was not a month before."""
    before = month.plus(-1)
    looked_at = [each for each in (before, month) if each.year in years]
    status = {each.month: each.status for each in attain_months(series, looked_at)}
    return status[month] is Status.SOUS_SEUIL and status.get(before) is not Status.SOUS_SEUIL


def comment_missing(indicator: Indicator, month: Month) -> Refusal:
    name = f"{indicator.code}, {month.number:02d}/{month.year},"
    return Refusal(
        f"{name} fait passer l’indicateur sous le seuil\u00a0: dites pourquoi en commentaire.",
        "comment_missing",
    )


def require_comment(
    indicator: Indicator, month: Month, fact: Fact, comment: str, *, actor: User | None, origin: Origin
) -> None:
    """Refuse what a person enters by hand without a word and that takes the status below. An absence has its reason."""
    by_hand = actor is not None and origin is Origin.FORM
    if not by_hand or comment.strip() or isinstance(fact, Absence):
        return
    series = series_of(indicator)
    series = replace(series, facts={**series.facts, month: fact})
    if takes_below_the_seuil(series, month, indicator.contract.years):
        raise comment_missing(indicator, month)
