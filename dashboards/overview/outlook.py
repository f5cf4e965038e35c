"""On what the announcement of December rests, for one indicator: its chance, what is still needed, the best month."""

from decimal import Decimal

from cpg.shared import french
from dashboards.overview.needed import OUT_OF_REACH, SECURED, needed
from dashboards.shared.chances import HARDLY_LIKELY, NEARLY_CERTAIN, as_shown, chance_words
from dashboards.shared.reads import IndicatorState


def chance_of(state: IndicatorState) -> Decimal | None:
    """That of December's objectif as it is shown; None where nothing is estimated."""
    estimate = state.now.estimate if state.now else None
    return as_shown(state.definition, estimate.objectif) if estimate else None


def hardly_likely(state: IndicatorState) -> bool:
    chance = chance_of(state)
    return chance is not None and chance < HARDLY_LIKELY


def nearly_certain(state: IndicatorState) -> bool:
    chance = chance_of(state)
    return chance is not None and chance >= NEARLY_CERTAIN


def rests_on(state: IndicatorState) -> str:
    """`environ 2 chances sur 10 ; il faut 3 993 / mois, meilleur mois 4 139`; "" where nothing is known."""
    if state.now is None:
        return ""
    chance = chance_words(chance_of(state))
    return f"{french.NARROW}; ".join(part for part in (chance, _needed(state)) if part)


def _needed(state: IndicatorState) -> str:
    found = needed(state)
    if found is None or found in {SECURED, OUT_OF_REACH}:
        return ""
    if not found.best:
        return f"il faut {found.wanted}"
    record = "demande un record (meilleur mois {})" if found.is_record else "meilleur mois {}"
    return f"il faut {found.wanted}, {record.format(found.best)}"
