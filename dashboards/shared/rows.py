"""One indicator on the dashboard: a line of the register."""

from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.addresses import indicator_url
from dashboards.shared.caps import Cap, cap_of
from dashboards.shared.figures import gap_text, pace_text, target_text, value_text
from dashboards.shared.freshness import Freshness, freshness_of
from dashboards.shared.reads import IndicatorState
from dashboards.shared.statuses import Mark, mark_of
from indicators.domain import windows
from indicators.domain.december import projected_position, projected_status
from indicators.domain.judgement import drawn_position, furthest_behind_first
from indicators.domain.model import Amount, Attainment, Direction, Frequency, Pair, Status
from indicators.domain.targets import target_of_one_value
from indicators.models import Indicator

PERIOD_WORDS = {
    Frequency.MENSUELLE: ("mois", "mois"),
    Frequency.TRIMESTRIELLE: ("trim.", "trim."),
    Frequency.ANNUELLE: ("année", "années"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`silence` says why there is no place on the scale; then `scale` is None. `projected` marks the projection,
    `cap` the present level before the contract's last year.
    """

    code: str
    label: str
    url: str
    fiche: int
    theme: int
    lower_is_better: bool
    is_pending: bool
    mark: Mark
    detail: str
    value: str
    seuil: str
    objectif: str
    gap: str
    freshness: Freshness
    cap: Cap | None
    scale: charts.Scale | None
    silence: str
    trend: charts.Trend
    projected: Mark | None
    projection: str
    pace: str
    score: Decimal | None
    place: Decimal


def row_of(state: IndicatorState, month: Month) -> Row:
    indicator, now = state.indicator, state.now
    definition = indicator.definition
    projected = projected_status(definition, now, state.december)
    return Row(
        code=indicator.code,
        label=indicator.label,
        url=indicator_url(indicator),
        fiche=indicator.fiche.position,
        theme=indicator.theme.position,
        lower_is_better=definition.direction is Direction.BAISSE,
        is_pending=state.is_pending,
        mark=mark_of(now.status if now else None),
        detail=coverage_detail(indicator, now),
        value=value_text(definition, now.value if now else None),
        seuil=french.trimmed(now.seuil_to_date) if now and now.seuil_to_date is not None else "",
        objectif=target_text(definition, now.objectif_to_date) if now else "",
        gap=gap_text(definition, now.gap if now else None),
        freshness=freshness_of(state, month),
        cap=cap_of(state),
        scale=None if now is None or now.score is None else scale_of(state, now, projected),
        silence=silence_of(indicator, now) if now is None or now.score is None else "",
        trend=charts.trend(trend_points(state, month), definition),
        projected=mark_of(projected) if projected else None,
        projection=value_text(definition, now.projection if now else None),
        pace=pace_text(definition, now, state.december) if now else "",
        score=now.score if now else None,
        place=furthest_behind_first(now),
    )


def coverage_detail(indicator: Indicator, now: Attainment | None) -> str:
    """ "2 trim. sur 3" when something due has not been reported, "" otherwise."""
    if now is None or not now.missing or now.value is None:
        return ""
    one, many = PERIOD_WORDS[indicator.definition.frequency]
    return f"{now.due_reported} {one if now.due_reported < 2 else many} sur {now.months_due}"


def silence_of(indicator: Indicator, now: Attainment | None) -> str:
    """Why there is no score, and what would bring one."""
    if now is None:
        return "calcul en attente"
    match now.status:
        case Status.SANS_OBJECTIF:
            return "pas de cible cette année" if indicator.first_year else "cible à définir"
        case Status.NON_ECHU:
            return f"{frequency_word(indicator)}, attendu en {next_due(indicator, now.month)}"
        case Status.NEUTRALISE:
            return "période neutralisée par la Cnav"
        case Status.INCOMPLET:
            return f"{missing_text(now)} : score retenu jusqu’à la saisie"
        case _:
            return "aucun cas" if now.no_case else "aucune valeur saisie"


def missing_text(now: Attainment) -> str:
    if len(now.missing) == 1:
        return f"{french.month_name(now.missing[0].year, now.missing[0].number)} manque"
    return f"{len(now.missing)} mois manquent"


def frequency_word(indicator: Indicator) -> str:
    return {
        Frequency.MENSUELLE: "mensuel",
        Frequency.TRIMESTRIELLE: "trimestriel",
        Frequency.ANNUELLE: "annuel",
    }[indicator.definition.frequency]


def next_due(indicator: Indicator, month: Month) -> str:
    due = windows.next_due(indicator.definition, month)
    return french.month_name(due.year, due.number).split()[0]


def scale_of(state: IndicatorState, now: Attainment, projected: Status | None) -> charts.Scale:
    compared = state.compared
    return charts.scale(
        position=drawn_position(now),
        status=now.status,
        compared=drawn_position(compared) if compared is not None and compared.score is not None else None,
        projected=projected_position(now, state.december) if projected else None,
    )


def trend_points(state: IndicatorState, month: Month) -> list[charts.TrendPoint]:
    """Every month of the contract, the values cut after the month shown; a sum has the targets of what one value is
    of, a month or a quarter.
    """
    definition = state.indicator.definition
    return [
        charts.TrendPoint(
            month=each.month,
            value=each.value if each.month <= month else None,
            amount=getattr(each.fact, "value", None) if each.month <= month else None,
            is_reported=isinstance(each.fact, Amount | Pair) and each.month <= month,
            status=each.status,
            seuil=target_of_one_value(definition, each.seuil_annual, each.seuil),
            objectif=target_of_one_value(definition, each.objectif_annual, each.objectif),
        )
        for each in state.trend
    ]
