"""Everything the page of one indicator says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Interpretation
from cpg.shared import french
from dashboards import charts
from dashboards.access import Period
from dashboards.pages.actions.linked import LinkedAction, linked_actions
from dashboards.pages.figures import counted_text, value_in_words, value_text
from dashboards.pages.journal import JournalPage, journal_page
from dashboards.pages.marks import Mark, mark_of
from dashboards.pages.months import YearLine, month_lines
from dashboards.pages.rows import Row, frequency_word, indicator_url, next_due, row_of
from dashboards.pages.states import MonthStates, month_states
from dashboards.pages.why import Step, steps
from dashboards.reads import indicator_states
from indicators.domain import attain_all
from indicators.domain.aggregation import month_value
from indicators.domain.model import Aggregation, Amount, Attainment, Definition, Direction, Pair, Status
from indicators.domain.periods import Month, months_between
from indicators.models import Indicator, PendingRecompute
from indicators.selectors import MonthRecord, known, locks_on, today_in_paris


@dataclass(frozen=True, slots=True)
class Neighbour:
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class TargetLine:
    """Seuil and objectif of a year as signed, and the version that says so."""

    year: int
    seuil: str
    objectif: str
    version: str


@dataclass(frozen=True, slots=True)
class EntryOffer:
    """The month that the main button offers to the person, to be entered or corrected."""

    month: Month
    is_correction: bool


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    indicator: Indicator
    row: Row
    traits: str
    finding: str
    score: str
    change: str
    mark: Mark
    detail: str
    history: charts.History
    figure: dict[str, Any]
    style_ids: tuple[str, ...]
    chart_description: str
    lines: tuple[YearLine, ...]
    targets: tuple[TargetLine, ...]
    steps: tuple[Step, ...]
    states: MonthStates
    journal: JournalPage
    interpretations: tuple[Interpretation, ...]
    before: Neighbour | None
    after: Neighbour | None
    entry: EntryOffer | None
    is_pending: bool
    actions: tuple[LinkedAction, ...]

    @property
    def is_last_value(self) -> bool:
        """Whether a value replaces the one before: no pace leads to it (RC-15)."""
        return self.indicator.definition.aggregation is Aggregation.DERNIER


def indicator_page(
    indicator: Indicator, period: Period, user: User, journal_number: int = 1
) -> IndicatorPage:
    """Read once. The head and the finding are the stored attainment, the figure that goes out and that every
    page shows; the chart, the months and the steps are computed from the facts, so they hold an entry at once.
    `is_pending` says that the two may differ.
    """
    found = known([indicator])[indicator.pk]
    attainments = {each.month: each for each in attain_all(found.series)}
    now = attainments[period.month]
    is_pending = PendingRecompute.objects.filter(indicator=indicator).exists()
    state = indicator_states(indicator.contract, period.month, period.compared, [indicator])[0]
    row = row_of(state, period.month)
    points = _points(found.series.definition, found.series.facts, attainments, period.month)
    today = Month.of(today_in_paris())
    may_record = may(user, Verb.RECORD, indicator)
    locks = locks_on(indicator.contract, today_in_paris())
    closed = {month for month, lock in locks.items() if lock.is_closed}

    def open_to_entry(month: Month) -> bool:
        return may_record and month <= today and month not in closed

    before, after = _neighbours(indicator)
    return IndicatorPage(
        indicator=indicator,
        row=row,
        traits=traits(indicator),
        finding=finding(indicator, row, state.now or now),
        score="" if row.score is None else french.with_unit(row.score, "%"),
        change=_change(state.now, state.compared, period),
        mark=mark_of(state.now.status if state.now else None),
        detail=row.detail,
        history=charts.history(points, found.series.definition, now.projection),
        figure=charts.figure(points, found.series.definition, now.projection),
        style_ids=charts.style_ids(),
        chart_description=_description(indicator, attainments, period.month),
        lines=month_lines(
            indicator,
            found.series,
            found.records,
            attainments,
            period.month,
            open_to_entry=open_to_entry,
            today=today,
        ),
        targets=_target_lines(indicator, attainments),
        steps=steps(found.series, now, found.records),
        states=month_states(
            found.records,
            locks.values(),
            period.month,
            may_submit=may(user, Verb.SUBMIT, indicator),
            may_validate=may(user, Verb.VALIDATE, indicator),
            closed=closed,
        ),
        journal=journal_page(indicator, journal_number),
        interpretations=tuple(
            each
            for each in Interpretation.objects.filter(contract=indicator.contract)
            if indicator.code in each.subjects
        ),
        before=before,
        after=after,
        entry=_entry_offer(indicator, found.records, period.month, today, open_to_entry),
        is_pending=is_pending,
        actions=linked_actions(indicator),
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
    definition: Definition, facts: Any, attainments: dict[Month, Attainment], shown: Month
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
    if now is None or compared is None or now.score is None or compared.score is None:
        return ""
    since = french.month_name(period.compared.year, period.compared.number)
    if now.score == compared.score:
        return f"inchangé depuis {since}"
    return f"{french.points(now.score - compared.score)} depuis {since}"


def _description(indicator: Indicator, attainments: dict[Month, Attainment], shown: Month) -> str:
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


def _target_lines(indicator: Indicator, attainments: dict[Month, Attainment]) -> tuple[TargetLine, ...]:
    definition = indicator.definition
    lines = []
    for year in indicator.contract.years:
        end = attainments[Month(year, 12)]
        nothing = "à définir" if indicator.first_year is None else "sans cible"
        lines.append(
            TargetLine(
                year,
                value_text(definition, end.seuil_annual) or nothing,
                value_text(definition, end.objectif_annual) or nothing,
                end.target_version,
            )
        )
    return tuple(lines)


def _neighbours(indicator: Indicator) -> tuple[Neighbour | None, Neighbour | None]:
    around: Sequence[Indicator] = list(
        Indicator.objects.filter(
            contract=indicator.contract, position__in=[indicator.position - 1, indicator.position + 1]
        ).with_definition()
    )
    found = {each.position: Neighbour(each.code, indicator_url(each)) for each in around}
    return found.get(indicator.position - 1), found.get(indicator.position + 1)


def _entry_offer(
    indicator: Indicator,
    records: dict[Month, MonthRecord],
    shown: Month,
    today: Month,
    is_open: Callable[[Month], bool],
) -> EntryOffer | None:
    """Among the due months that are over and open: the latest that is empty, else the latest up to the one shown."""
    first = Month(indicator.first_year or indicator.contract.first_year, 1)
    step = indicator.definition.frequency.months
    over = min(today.plus(-1), Month(indicator.contract.last_year, 12))
    due = [m for m in reversed(list(months_between(first, over))) if m.number % step == 0 and is_open(m)]
    filled = {month for month, record in records.items() if record.fact is not None}
    empty = [month for month in due if month not in filled and month > over.plus(-12)]
    best = next(iter(empty), None) or next((month for month in due if month <= shown), None)
    return EntryOffer(best, best in filled) if best else None
