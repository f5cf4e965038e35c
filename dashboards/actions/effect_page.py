"""The chart of a declared effect: the values of the years around the start, and what was likely without the action."""

from cpg.shared import french
from dashboards import charts
from dashboards.shared.seen_effects import ShownEffect
from indicators.domain.action_effect.periods import own_values

YEARS_BEFORE = 2


def effect_panel(shown: ShownEffect) -> charts.Panel | None:
    """None while the years around the start have no value."""
    effect = shown.effect
    series, start = effect.known.series, effect.declared.start
    values = {month: float(value) for month, value in own_values(series).items()}
    first, last = start.year - YEARS_BEFORE, max(start.year, effect.seen.read[1].year)
    years = range(first, last + 1)
    if not any(month.year in years for month in values):
        return None
    when = french.month_name(start.year, start.number)
    return charts.since_start(
        charts.SinceStart(
            years=years,
            values=values,
            likely={each.month: float(each.likely) for each in effect.seen.periods},
            start=start,
            start_text=f"départ, {when}",
            step=series.definition.frequency.months,
            description=f"Valeurs de {years[0]} à {years[-1]}, avec le départ de l’action en {when}. "
            f"{french.sentence(shown.verdict)}. Le tableau donne chaque valeur.",
        )
    )
