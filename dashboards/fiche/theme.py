"""A theme of Annexe 3: its score, and its indicators month after month on one scale."""

from dataclasses import dataclass

from commitments.models import Theme
from dashboards.commentary.entries import Entry, theme_entry
from dashboards.fiche.figures import GroupFigures, figures_of
from dashboards.shared.period import Period
from dashboards.shared.reads import ContractFacts, indicator_states
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class ThemePage:
    """`fiches` are the numbers of the fiches that its indicators come from."""

    figures: GroupFigures
    fiches: tuple[int, ...]
    commentary: Entry


def theme_page(theme: Theme, period: Period) -> ThemePage:
    indicators = list(Indicator.objects.filter(theme=theme).with_definition().order_by("position"))
    facts = ContractFacts(theme.contract, indicators)
    states = indicator_states(theme.contract, period.month, period.compared, facts=facts)
    return ThemePage(
        figures=figures_of(states, period),
        fiches=tuple(sorted({each.fiche.position for each in indicators})),
        commentary=theme_entry(theme, states, facts, period.month),
    )
