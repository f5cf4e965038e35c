"""The first page of the dashboard on paper: what its first screen shows, from the same computation."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from accounts import clock
from commitments.models import Contract
from commitments.selectors import Item
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.actions.late import LateActions
from dashboards.documents.blocks import (
    Block,
    Document,
    DocumentCell,
    DocumentColumn,
    Figures,
    Heading,
    KeyFigure,
    Note,
    Table,
)
from dashboards.documents.composing import FICTITIOUS, cleaned_value
from dashboards.documents.content.commentary import commentary
from dashboards.documents.content.words import NOTHING, TONES, status_cell
from dashboards.documents.dossier.late import late_table
from dashboards.documents.markup import Paragraph
from dashboards.overview.december_groups import December, Result
from dashboards.overview.december_rows import DecemberRow
from dashboards.overview.page import Overview
from dashboards.shared.chances import interval_text, short_chance
from dashboards.shared.fates import Fate
from dashboards.shared.figures import target_text, value_at_least, value_text
from dashboards.shared.marks import Counted, mark_of
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState
from dashboards.shared.totals import Headline
from indicators.domain.model import Status
from indicators.models import Indicator

TURN_COLUMNS = (DocumentColumn("Indicateur", 12), DocumentColumn("Avant", 5), DocumentColumn("Après", 5))
DECEMBER_COLUMNS = (
    DocumentColumn("Indicateur", 12),
    DocumentColumn("Chance", 6),
    DocumentColumn("Projection", 7),
    DocumentColumn("Il faut", 8),
    DocumentColumn("Responsable", 8),
)
RESULT_COLUMNS = (
    DocumentColumn("Indicateur", 13),
    DocumentColumn("Statut", 7),
    DocumentColumn("Valeur", 6),
    DocumentColumn("Objectif", 6),
    DocumentColumn("Responsable", 8),
)
# The statuses that have a score.
JUDGED = frozenset(mark_of(status).key for status in Status if status.is_measured)
# What can still be changed, and what a year that is over gave; the others are named below the table.
TOLD = frozenset({Fate.PLAYED, Fate.SHORT, Result.BELOW, Result.BETWEEN})
# Two pages at most, the rest is on the dashboard.
KNOWN_TODAY = "aux valeurs connues aujourd’hui"
TURNED_AT_MOST, ROWS_AT_MOST, LATE_AT_MOST = 6, 14, 5
LONGEST_COMMENTARY_SHOWN = 900


def first_page(page: Overview, late: LateActions, day: date) -> Document:
    contract, period = page.contract, page.period
    month = french.month_name(period.month.year, period.month.number)
    dated = f"À fin {month}, {clock.data_of(day)}"
    return cleaned_value(
        Document(
            title=f"Tableau de bord, {month}",
            subtitle=contract.label,
            body=contract.body.name,
            day=day,
            dated=dated,
            warning=FICTITIOUS if contract.is_demo else "",
            blocks=tuple(_blocks(page, late)),
            footer=f"{contract.label} · {french.bound(dated)}",
            has_cover=False,
        )
    )


def file_name(contract: Contract, month: Month) -> str:
    return f"{contract.body.code}-{contract.code}-tableau-de-bord-{month}.pdf"


def _blocks(page: Overview, late: LateActions) -> Iterator[Block]:
    yield Heading(1, page.finding, follows=True)
    if page.contract.is_to_come:
        return
    yield _figures(page.headline, page.legend)
    yield Paragraph(_reading(page.headline))
    yield from _written(page)
    if page.period.compares:
        yield from _changed(page.turned.states, page.period)
    yield from _december(page.december)
    yield from _late(late)


def _figures(total: Headline, legend: Sequence[Counted]) -> Figures:
    score = KeyFigure("Score du contrat", total.score or NOTHING, total.silence or total.range)
    judged = (each for each in legend if each.mark.key in JUDGED)
    counts = (
        KeyFigure(
            "Indicateurs",
            french.number(each.count),
            each.mark.word,
            TONES[each.mark.key],
        )
        for each in judged
    )
    return Figures((score, *counts))


def _reading(total: Headline) -> str:
    """What the score covers and how it changed: the sentences of the dashboard."""
    covered = ", ".join(filter(None, (total.coverage, total.expected)))
    change = f"{total.change}, {KNOWN_TODAY}" if total.change else ""
    unjudged = total.range if total.silence else ""
    parts = (unjudged, change, covered)
    sentences = [f"{french.sentence(each)}." for each in parts if each]
    return " ".join(filter(None, (*sentences, total.simulation, total.horizon)))


def _written(page: Overview) -> Iterator[Block]:
    """What was written of the contract, unless it would take the place of the rest."""
    entry = page.written
    if entry is None:
        return
    yield Heading(2, "Commentaire du contrôle de gestion")
    if len(entry.text) > LONGEST_COMMENTARY_SHOWN:
        yield Note("Il est sur le tableau de bord, trop long pour cette page.")
    else:
        yield from commentary(entry)


def _changed(turned: Sequence[IndicatorState], period: Period) -> Iterator[Block]:
    since = french.month_name(period.compared.year, period.compared.number)
    yield Heading(2, f"Ce qui a changé depuis {since}")
    if not turned:
        yield Note("Aucun indicateur n’a changé de statut.")
        return
    lines = tuple(
        (_name(each.indicator), status_cell(each.compared.status), status_cell(each.now.status))
        for each in turned[:TURNED_AT_MOST]
        if each.compared and each.now
    )
    yield Table("Statuts qui ont changé", TURN_COLUMNS, lines)
    if more := len(turned[TURNED_AT_MOST:]):
        yield Note(f"Et {french.count_word(more)} de plus, sur le tableau de bord.")


def _december(december: December) -> Iterator[Block]:
    """The rows of the dashboard in their rank: all of a year that is over, else those that can still change."""
    yield Heading(2, december.title)
    if not december.rows:
        yield Note(f"Aucun objectif n’est fixé pour décembre {december.year}.")
    told = [each for each in december.groups if each.kind in TOLD]
    rows = [row for group in told for row in group.rows][:ROWS_AT_MOST]
    if rows:
        drawn = (RESULT_COLUMNS, _result_line) if december.is_over else (DECEMBER_COLUMNS, _row_line)
        columns, line = drawn
        yield Table(december.title, columns, tuple(map(line, rows)))
    yield from _others(december, {row.state.indicator.pk for row in rows})


def _row_line(row: DecemberRow) -> tuple[DocumentCell, ...]:
    state, wanted = row.state, row.needed
    definition, now = state.definition, state.now
    best = wanted.best if wanted else ""
    record = "un record, meilleur mois" if wanted and wanted.is_record else "meilleur mois"
    return (
        _name(state.indicator),
        DocumentCell(french.sentence(short_chance(row.chance)) or NOTHING),
        DocumentCell(
            value_text(definition, now.projection) if now and now.projection is not None else NOTHING,
            detail=interval_text(definition, now) if now else "",
        ),
        DocumentCell(wanted.wanted if wanted else NOTHING, detail=f"{record} {best}" if best else ""),
        DocumentCell(row.holders or NOTHING, detail=row.late_text),
    )


def _result_line(row: DecemberRow) -> tuple[DocumentCell, ...]:
    state = row.state
    definition, now = state.definition, state.now
    return (
        _name(state.indicator),
        status_cell(now.status) if now else DocumentCell(NOTHING),
        DocumentCell((value_at_least(definition, now) if now else "") or NOTHING),
        DocumentCell((target_text(definition, now.objectif_to_date) if now else "") or NOTHING),
        DocumentCell(row.holders or NOTHING),
    )


def _others(december: December, shown: Collection[int]) -> Iterator[Block]:
    """What the table leaves out, group by group."""
    for group in december.groups:
        left = [row for row in group.rows if row.state.indicator.pk not in shown]
        if left and len(left) == len(group.rows):
            yield Paragraph(f"{group.title}\u00a0: {_listing(left)}.")
        elif left:
            yield Paragraph(f"Et {french.count_word(len(left))} de plus\u00a0: {_listing(left)}.")
    for title, rows in december.left_out:
        yield Paragraph(f"{title}\u00a0: {_listing(rows)}.")


def _listing(rows: Sequence[DecemberRow]) -> str:
    indicators = [row.state.indicator for row in rows]
    return french.listing([f"{french.bound(each.short_label)} ({each.code})" for each in indicators])


def _late(late: LateActions) -> Iterator[Block]:
    yield Heading(2, late.title)
    if not late.items:
        yield Note(late.nothing)
        return
    shown = _longest(late.items)
    yield late_table("Actions en retard", shown)
    if more := late.count - len({each.action.pk for each in shown}):
        yield Note(f"Et {french.count_word(more, feminine=True)} de plus, dans les engagements.")


def _longest(items: Sequence[Item]) -> list[Item]:
    """All late years of the actions that are late the longest."""
    shown = list(dict.fromkeys(each.action.pk for each in items))[:LATE_AT_MOST]
    return [each for each in items if each.action.pk in shown]


def _name(indicator: Indicator) -> DocumentCell:
    return DocumentCell(french.bound(indicator.short_label), detail=indicator.code)
