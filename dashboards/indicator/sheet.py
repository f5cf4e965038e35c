"""What is said of one indicator wherever a whole page is given to it: its page, the committee's screen, paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.access import Period
from dashboards.actions.slips import slip_sentence, slips_sentences
from dashboards.indicator.must import assumption, must_happen, nothing_to_suppose
from dashboards.indicator.notes import notes_of
from dashboards.shared.figures import counted_text, value_in_words, value_text
from dashboards.shared.reads import IndicatorState
from dashboards.shared.rows import Row, frequency_word, next_due, row_of
from dashboards.shared.statuses import Mark, mark_of
from indicators.domain.aggregation import month_value
from indicators.domain.attainment import position_at
from indicators.domain.model import Aggregation, Amount, Attainment, Definition, Direction, Pair, Status
from indicators.models import Indicator, TargetVersion
from indicators.selectors import Known
from indicators.slips import Slip


@dataclass(frozen=True, slots=True)
class Read:
    """All that a sheet is made of: the stored attainment, the facts with every month computed from them, and the linked
    actions that slipped.
    """

    state: IndicatorState
    known: Known
    attainments: Mapping[Month, Attainment]
    versions: Sequence[TargetVersion]
    slips: Sequence[Slip] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    indicator: Indicator
    row: Row
    traits: str
    finding: str
    score: str
    change: str
    mark: Mark
    drawing: charts.Drawing
    history: charts.History
    chart_description: str
    must: str
    assumption: str
    slips: Sequence[Slip]
    nothing: str

    @property
    def is_last_value(self) -> bool:
        """Whether a value replaces the one before: no pace leads to it (RC-15)."""
        return self.indicator.definition.aggregation is Aggregation.DERNIER


def sheet_of(read: Read, period: Period) -> Sheet:
    """Without a query."""
    state, series, attainments = read.state, read.known.series, read.attainments
    indicator, definition = state.indicator, series.definition
    now, position = attainments[period.month], position_at(series, period.month)
    row = row_of(state, period.month)
    slips = [each for each in read.slips if each.month <= period.month]
    drawing = charts.Drawing(
        months=_points(definition, series.facts, attainments, period.month),
        definition=definition,
        projection=now.projection,
        notes=notes_of(read.known.records, attainments, period.month),
        turns=tuple((Month.of(each.effective_from), each.label) for each in read.versions if each.number),
        slips=tuple((each.month, slip_sentence(each)) for each in slips),
    )
    return Sheet(
        indicator=indicator,
        row=row,
        traits=traits(indicator),
        finding=finding(indicator, row, state.now or now),
        score="" if row.score is None else french.with_unit(row.score, "%"),
        change=_change(state.now, state.compared, period),
        mark=mark_of(state.now.status if state.now else None),
        drawing=drawing,
        history=charts.history(drawing),
        chart_description=" ".join(
            (_description(indicator, attainments, period.month), *slips_sentences(slips))
        ),
        must=must_happen(now, position, attainments[Month(period.month.year, 12)].objectif_to_date),
        assumption=assumption(position),
        slips=slips,
        nothing=nothing_to_suppose(now, position),
    )


def traits(indicator: Indicator) -> str:
    """How it is counted, in one line."""
    aggregation = {
        Aggregation.RATIO: "cumul de l’année, ratio des sommes",
        Aggregation.EVOLUTION: "évolution face à l’année de référence",
        Aggregation.SOMME: "somme de l’année",
        Aggregation.CUMUL_CONTRAT: "cumul depuis le début du contrat",
        Aggregation.DERNIER: "dernière valeur connue",
    }[indicator.definition.aggregation]
    better = (
        "plus haut est mieux" if indicator.definition.direction is Direction.HAUSSE else "plus bas est mieux"
    )
    return (
        f"{french.sentence(frequency_word(indicator))} · {aggregation} · {better} · {indicator.measure.unit}"
    )


def finding(indicator: Indicator, row: Row, now: Attainment) -> str:
    """What stands, in a sentence or two."""
    definition = indicator.definition
    when = f"à fin {french.month_name(now.month.year, now.month.number)}"
    if now.score is None or now.value is None:
        said = _silence(indicator, row, now, when)
    elif row.mark.key == "atteint":
        said = f"L’objectif à date est atteint {when} : {value_in_words(definition, now.value)} pour {row.objectif}."
    else:
        gap = counted_text(definition, abs(now.gap)) if now.gap is not None else ""
        side = "de trop" if definition.direction is Direction.BAISSE else ""
        verb = "Il y a" if side else "Il manque"
        said = f"{verb} {gap} {side}".rstrip() + f" {when} pour tenir l’objectif à date."
    if now.projection is not None and now.month.number < 12 and row.projected is not None:
        said += (
            f" Si la fin d’année suit, décembre finirait à {row.projection} : {row.projected.word.lower()}."
        )
    return said


def _silence(indicator: Indicator, row: Row, now: Attainment, when: str) -> str:
    """Without a score: the value that stands, if any, and why nothing is judged."""
    if now.status is Status.NON_ECHU:
        return f"Rien n’est encore dû\u00a0: la prochaine valeur est attendue en {next_due(indicator, now.month)}."
    if now.value is None:
        return f"{french.sentence(row.silence)}."
    return f"{value_in_words(indicator.definition, now.value)} {when}\u00a0: {row.silence}."


def _points(
    definition: Definition, facts: Any, attainments: Mapping[Month, Attainment], shown: Month
) -> list[charts.TrendPoint]:
    return [
        charts.TrendPoint(
            month=month,
            status=each.status,
            value=each.value if month <= shown else None,
            amount=month_value(definition, facts.get(month)) if month <= shown else None,
            is_reported=month <= shown and isinstance(facts.get(month), Amount | Pair),
            seuil=each.seuil_to_date,
            objectif=each.objectif_to_date,
        )
        for month, each in attainments.items()
    ]


def _change(now: Attainment | None, compared: Attainment | None, period: Period) -> str:
    if now is None or compared is None or now.score is None or compared.score is None or not period.compares:
        return ""
    since = french.month_name(period.compared.year, period.compared.number)
    if now.score == compared.score:
        return f"inchangé depuis {since}"
    return f"{french.points(now.score - compared.score)} depuis {since}"


def _description(indicator: Indicator, attainments: Mapping[Month, Attainment], shown: Month) -> str:
    """The numbers of the chart for who does not see it: each year's value and objectif."""
    definition = indicator.definition
    ends = [
        shown if year == shown.year else Month(year, 12)
        for year in indicator.contract.years
        if year <= shown.year
    ]
    said = []
    for month in ends:
        each = attainments[month]
        value = value_text(definition, each.value) or "aucune valeur"
        aim = (
            f" pour un objectif de {value_text(definition, each.objectif_annual)}"
            if each.objectif_annual is not None
            else ""
        )
        said.append(f"{month.year} : {value}{aim}.")
    return " ".join(said)
