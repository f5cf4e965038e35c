"""Everything on the page of one indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Interpretation
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.actions.slips import names_by_month
from dashboards.commentary.compared import compared
from dashboards.commentary.selectors import written_of
from dashboards.indicator.months import (
    EntryOffer,
    MonthStates,
    YearLine,
    entry_offer,
    month_lines,
    month_states,
)
from dashboards.indicator.series import YearTable, year_tables
from dashboards.indicator.sheet import Sheet, SheetData, sheet_of
from dashboards.journal import JournalPage, journal_page
from dashboards.shared.period import Period
from dashboards.shared.reads import as_it_is, indicator_states, not_begun
from dashboards.shared.seen_effects import LinkLine, link_lines, shown_where, starts_of
from dashboards.why.inputs import input_lines
from dashboards.why.page import steps
from dashboards.why.steps import Step
from indicators.domain import attain_all
from indicators.domain.model import Attainment
from indicators.domain.month_state import Act
from indicators.links import links_of
from indicators.models import Indicator, PendingRecompute, TargetVersion
from indicators.selectors import known, locks_on, states_of
from indicators.slips import slips_of


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """`targets` are the Decembers of the contract, for what was signed for each year."""

    indicator: Indicator
    sheet: Sheet
    figure: dict[str, Any]
    style_ids: tuple[str, ...]
    lines: tuple[YearLine, ...]
    years: tuple[YearTable, ...]
    targets: tuple[Attainment, ...]
    steps: tuple[Step, ...]
    states: MonthStates
    journal: JournalPage
    interpretations: tuple[Interpretation, ...]
    before: Indicator | None
    after: Indicator | None
    entry: EntryOffer | None
    is_pending: bool
    actions: Sequence[LinkLine]


def indicator_page(
    indicator: Indicator, period: Period, user: User, journal_number: int = 1
) -> IndicatorPage:
    """Read once. The head and the finding are the stored attainment, the figure that goes out and that every
    page shows; the chart, the months and the steps are computed from the facts, so they hold an entry at once.
    `is_pending` says that the two may differ.
    """
    facts = known([indicator])[indicator.pk]
    shown = not_begun if indicator.contract.is_to_come else as_it_is
    attainments = {each.month: shown(each) for each in attain_all(facts.series)}
    now = attainments[period.month]
    is_pending = PendingRecompute.objects.filter(indicator=indicator).exists()
    state = indicator_states(indicator.contract, period.month, period.compared, [indicator])[0]
    versions = list(TargetVersion.objects.filter(contract=indicator.contract))
    slips = slips_of([indicator.pk], localdate()).get(indicator.pk, ())
    revision = written_of(indicator.contract, period.month, indicator.code)
    links = links_of(indicator=indicator)
    shown_effects = shown_where(Q(link__indicator=indicator)) if links else []
    since = compared(indicator.contract, period.month, [indicator], {indicator.pk: facts.series})
    data = SheetData(state, facts, attainments, slips, revision, starts_of(shown_effects), since)
    sheet = sheet_of(data, period)
    today = Month.of(localdate())
    may_record = may(user, Verb.RECORD, indicator)
    locks = locks_on(indicator.contract, localdate())
    states = states_of(indicator, facts, attainments, today=localdate(), locks=locks)

    def open_to_entry(month: Month) -> bool:
        return may_record and not states[month].acts.isdisjoint({Act.ENTER, Act.CORRECT})

    before, after = _neighbours(indicator)
    return IndicatorPage(
        indicator=indicator,
        sheet=sheet,
        figure=charts.figure(sheet.drawing),
        style_ids=charts.style_ids(),
        years=year_tables(
            facts.series, facts.records, attainments, period.month, names_by_month(sheet.slips)
        ),
        lines=month_lines(
            indicator,
            facts.series,
            states,
            attainments,
            period.month,
            open_to_entry=open_to_entry,
            today=today,
        ),
        targets=tuple(attainments[Month(year, 12)] for year in indicator.contract.years),
        steps=steps(
            facts.series, now, input_lines(indicator, facts.series, period.month), _sources(versions)
        ),
        states=month_states(
            facts.records,
            states,
            locks.values(),
            period.month,
            may_submit=may(user, Verb.SUBMIT, indicator),
            may_validate=may(user, Verb.VALIDATE, indicator),
        ),
        journal=journal_page(indicator, journal_number),
        interpretations=tuple(
            each
            for each in Interpretation.objects.filter(contract=indicator.contract)
            if indicator.code in each.subjects
        ),
        before=before,
        after=after,
        entry=entry_offer(indicator, facts.records, period.month, today, open_to_entry),
        is_pending=is_pending,
        actions=link_lines(links, shown_effects),
    )


def _sources(versions: Sequence[TargetVersion]) -> dict[str, str]:
    return {
        each.label: f"{each.source}, en vigueur depuis le {french.day(each.effective_from)}"
        for each in versions
    }


def _neighbours(indicator: Indicator) -> tuple[Indicator | None, Indicator | None]:
    around = Indicator.objects.filter(
        contract=indicator.contract, position__in=[indicator.position - 1, indicator.position + 1]
    ).with_definition()
    by_position = {each.position: each for each in around}
    return by_position.get(indicator.position - 1), by_position.get(indicator.position + 1)
