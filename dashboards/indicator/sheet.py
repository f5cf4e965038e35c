"""What is written of one indicator wherever a whole page is given to it: its page, the committee's screen, paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.actions.slips import slip_name, slip_sentence, slips_sentences
from dashboards.commentary.compared import Compared
from dashboards.commentary.entries import Entry, entry_of
from dashboards.indicator.prospects import Prospects, prospects
from dashboards.models.commentary import CommentaryRevision
from dashboards.shared.chances import december_sentence, shown_bounds
from dashboards.shared.figures import (
    AT_LEAST,
    AT_MOST,
    counted_text,
    pace_text,
    projection_text,
    target_text,
    value_in_words,
    value_text,
)
from dashboards.shared.marks import mark_of
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState
from dashboards.shared.sentences import expected_name, frequency_word, missing_text, silence_of
from indicators.domain.aggregation import month_value
from indicators.domain.attainment import position_at
from indicators.domain.best_month import best_month
from indicators.domain.december import is_secured
from indicators.domain.model import (
    Aggregation,
    Amount,
    Attainment,
    Definition,
    Direction,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Status,
)
from indicators.domain.projection import Position
from indicators.models import Appreciation, Indicator
from indicators.selectors import Known, MonthRecord
from indicators.slips import Slip

LONGEST_NOTE = 160
AGGREGATION_WORDS = {
    Aggregation.RATIO: "cumul de l’année, ratio des sommes",
    Aggregation.EVOLUTION: "évolution face à l’année de référence",
    Aggregation.SOMME: "somme de l’année",
    Aggregation.CUMUL_CONTRAT: "cumul depuis le début du contrat",
    Aggregation.DERNIER: "dernière valeur connue",
    Aggregation.ETAT: "dernier niveau connu",
}


@dataclass(frozen=True, slots=True)
class SheetData:
    """All that a sheet is made of: the stored attainment, the facts with every month computed from them, the linked
    actions that slipped, what was written of it, the starts of the effects that are declared on it, and the end of the
    quarter before as it was known then.
    """

    state: IndicatorState
    known: Known
    attainments: Mapping[Month, Attainment]
    slips: Sequence[Slip] = ()
    revision: CommentaryRevision | None = None
    starts: Sequence[tuple[Month, str]] = ()
    since: Compared | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`change` compares the score with that of the other month; `drawing` is what both charts draw."""

    state: IndicatorState
    traits: str
    finding: str
    change: str
    drawing: charts.Drawing
    history: charts.History
    prospects: Prospects
    slips: Sequence[Slip]
    commentary: Entry


def sheet_of(data: SheetData, period: Period) -> Sheet:
    """Without a query."""
    state, series, attainments = data.state, data.known.series, data.attainments
    indicator, now = state.indicator, state.without_past(attainments[period.month])
    slips = [each for each in data.slips if each.month <= period.month]
    position = position_at(series, period.month)
    ahead = prospects(now, position, state.awaited)
    drawing = charts.Drawing(
        months=_points(series, attainments, period.month),
        definition=series.definition,
        projection=now.projection,
        interval=shown_bounds(series.definition, now),
        objectif=ahead.objectif,
        required=_required(now, position, state.december),
        notes=notes_of(data.known.records, attainments, period.month),
        turns=_together([*_turns(series.versions), *data.starts]),
        slips=tuple(charts.Slipped(each.month, slip_name(each), slip_sentence(each)) for each in slips),
        aside=" ".join(slips_sentences(slips)),
    )
    return Sheet(
        state=state,
        traits=traits(indicator),
        finding=finding(state, state.now or now, ahead.objectif),
        change=_change(state, period),
        drawing=drawing,
        history=charts.history(drawing),
        prospects=ahead,
        slips=slips,
        commentary=entry_of(
            data.known,
            period.month,
            attainments,
            ahead.objectif,
            revision=data.revision,
            since=data.since,
        ),
    )


def traits(indicator: Indicator) -> str:
    """How it is counted, in one line."""
    definition = indicator.definition
    better = "plus haut est mieux" if definition.direction is Direction.HAUSSE else "plus bas est mieux"
    return (
        f"{french.sentence(frequency_word(indicator))} · {AGGREGATION_WORDS[definition.aggregation]} · {better}"
        f" · {definition.unit}"
    )


def finding(state: IndicatorState, now: Attainment, objectif: Decimal | None = None) -> str:
    """Where the indicator is and may end the year, in a sentence or two. `objectif` is that of December, in the version
    of the month.
    """
    definition = state.definition
    when = f"à fin {french.month_name(now.month.year, now.month.number)}"
    if now.score is None or now.value is None:
        text = _silence(state, now, when)
    elif now.status is Status.ATTEINT:
        aim = target_text(definition, now.objectif_to_date)
        text = f"L’objectif à date est atteint {when}\u00a0: {_value(state, now)} pour {aim}."
    elif now.is_floor:
        text = _floor(definition, _value(state, now), now, when)
    else:
        gap = counted_text(definition, abs(now.gap)) if now.gap is not None else ""
        side = "de trop" if definition.direction is Direction.BAISSE else ""
        verb = "Il y a" if side else "Il manque"
        text = f"{verb} {gap} {side}".rstrip() + f" {when} pour tenir l’objectif à date."
    estimated = december_sentence(definition, now, objectif)
    if state.has_ended:
        text += f" {french.sentence(state.awaited)}."
    elif estimated:
        text += f" {estimated}"
    elif now.projection is not None and now.month.number < 12 and state.projected is not None:
        ending = f"{projection_text(definition, now)}\u00a0: {mark_of(state.projected).word.lower()}"
        text += f" Si la fin d’année suit, décembre finirait à {ending}."
    return text


def _silence(state: IndicatorState, now: Attainment, when: str) -> str:
    """Without a score: the value, if any, and why nothing is judged."""
    if now.status is Status.NON_ECHU:
        return _nothing_due(state, now, when)
    silence = silence_of(state.indicator, state.now, state.expected)
    if now.value is None:
        return f"{french.sentence(silence)}."
    return f"{french.sentence(_value(state, now))} {when}\u00a0: {silence}."


def _nothing_due(state: IndicatorState, now: Attainment, when: str) -> str:
    what = "la prochaine valeur est attendue" if now.value is None else "une part de l’objectif le sera"
    name = expected_name(state.indicator, now.month, state.expected)
    due = f"\u00a0: {what} en {name}" if name else ""
    so_far = f" {french.sentence(_value(state, now))} {when}." if now.value is not None else ""
    return f"Rien n’est encore dû{due}.{so_far}"


def _value(state: IndicatorState, now: Attainment) -> str:
    """`1 793 bénéficiaires`, `au moins 1 200 demandes`, `2 départements depuis juin 2024`."""
    if now.value is None:
        return ""
    text, since = value_in_words(state.definition, now.value), state.stands_since
    if now.is_floor:
        return f"{AT_LEAST} {text}"
    if since is None or since == now.month:
        return text
    return f"{text} depuis {french.month_name(since.year, since.number)}"


def _floor(definition: Definition, value: str, now: Attainment, when: str) -> str:
    """What is missing can only add to the value, so it can only raise the score."""
    gap = (
        f"{french.NARROW}; il manque {AT_MOST} {counted_text(definition, -now.gap)} pour tenir l’objectif à date"
        if now.gap
        else ""
    )
    return f"{french.sentence(value)} {when}\u00a0: {missing_text(definition, now)}{gap}."


def _points(series: Series, attainments: Mapping[Month, Attainment], shown: Month) -> list[charts.TrendPoint]:
    facts = {month: fact for month, fact in series.facts.items() if month <= shown}
    return [
        charts.TrendPoint(
            month=month,
            status=each.status,
            value=each.value if month <= shown else None,
            amount=month_value(series.definition, facts.get(month)),
            is_reported=isinstance(facts.get(month), Amount | Pair),
            seuil=each.seuil_to_date,
            objectif=each.objectif_to_date,
            gap=each.gap if month <= shown else None,
            is_floor=each.is_floor,
        )
        for month, each in attainments.items()
    ]


def _turns(versions: Sequence[SignedVersion]) -> tuple[tuple[Month, str], ...]:
    """The avenants and decisions on weights after the first version: one that changes nothing of an indicator is no
    version of it.
    """
    return tuple(
        (Month.of(each.effective_from), each.label.removeprefix(f"{before.label} + "))
        for before, each in pairwise(versions)
    )


def _together(turns: Sequence[tuple[Month, str]]) -> tuple[tuple[Month, str], ...]:
    """What begins in the same month has one mark."""
    found: dict[Month, list[str]] = {}
    for month, name in turns:
        found.setdefault(month, []).append(name)
    return tuple((month, ", ".join(names)) for month, names in sorted(found.items()))


def _required(
    now: Attainment, position: Position | None, december: Attainment | None
) -> charts.Required | None:
    """What each period must bring of what accumulates, as the measures write it, beside the best month; None where
    nothing is required any more.
    """
    if position is None or now.pace is None or now.pace.value is None:
        return None
    definition = position.definition
    if not definition.aggregation.accumulates or is_secured(definition, now.pace.value):
        return None
    verb = "il faut" if definition.rises else "pas plus de"
    best = best_month(position.timeline, now.month) if definition.frequency is Frequency.MENSUELLE else None
    return charts.Required(
        a_period=now.pace.value * definition.frequency.months,
        verb=verb,
        text=f"{verb} {pace_text(definition, now, december)}",
        best=f"meilleur mois {value_text(definition, best.published)}" if best else "",
    )


def notes_of(
    records: Mapping[Month, MonthRecord], attainments: Mapping[Month, Attainment], shown: Month
) -> tuple[charts.ChartNote, ...]:
    """Comments and appréciations up to the month shown, each at the value to date of its month."""
    return tuple(
        charts.ChartNote(month, attainments[month].value, _note(record))
        for month, record in sorted(records.items())
        if month <= shown and record.fact is not None and (record.comment or record.appreciation)
    )


def _note(record: MonthRecord) -> str:
    name = french.sentence(french.month_name(record.month.year, record.month.number))
    opinion = f" ({Appreciation(record.appreciation).label.lower()})" if record.appreciation else ""
    comment = record.comment
    if len(comment) > LONGEST_NOTE:
        comment = f"{comment[:LONGEST_NOTE].rsplit(' ', 1)[0]}…"
    quoted = f"\u00a0: «\u00a0{comment}\u00a0»" if comment else ""
    return f"{name}{opinion}{quoted}"


def _change(state: IndicatorState, period: Period) -> str:
    now, compared = state.now, state.compared
    if now is None or compared is None or now.score is None or compared.score is None or not period.compares:
        return ""
    since = french.month_name(period.compared.year, period.compared.number)
    if now.score == compared.score:
        return f"inchangé depuis {since}"
    return f"{french.points(now.score - compared.score)} depuis {since}"
