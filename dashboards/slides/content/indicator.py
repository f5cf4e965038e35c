"""One indicator: where it is, what it takes, and what was decided about it."""

from collections.abc import Iterator, Sequence

from accounts.clock import localdate
from cpg.shared import french
from dashboards.committee.page import CommitteePage
from dashboards.documents.blocks import Align, DocumentCell, DocumentColumn, Table
from dashboards.documents.content.words import NOTHING, status_cell
from dashboards.models.resolution import Resolution
from dashboards.overview.december_rows import DecemberRow
from dashboards.shared.chances import interval_text, short_chance
from dashboards.shared.figures import projection_text, target_text, value_at_least
from dashboards.shared.freshness import freshness_of
from dashboards.shared.reads import IndicatorState
from dashboards.slides.content.charts import indicator_chart
from dashboards.slides.content.people import due_text
from dashboards.slides.content.words import named, written
from dashboards.slides.deck import Caption, Column, Words

FACTS = (DocumentColumn("Repère", 4), DocumentColumn("Valeur", 9))
INDEX = (
    DocumentColumn("Indicateur", 13),
    DocumentColumn("Fiche", 3),
    DocumentColumn("Statut", 7),
    DocumentColumn("Valeur à date", 6, Align.END),
    DocumentColumn("Objectif à date", 6, Align.END),
)


def indicator(page: CommitteePage) -> tuple[Column, ...]:
    chart = indicator_chart(page.sheet.drawing)
    named = f"{chart.name}, {chart.note}" if chart.note else chart.name
    facts = Table("Où il en est et ce qu’il faut", FACTS, tuple(_facts(page.row, page)))
    told = tuple(_decided(page.own_resolutions))
    decided = (Caption("Décidé"), Words(told)) if told else ()
    return Column(3, (Caption(named), chart)), Column(2, (facts, *written(page.sheet.commentary), *decided))


def _facts(row: DecemberRow, page: CommitteePage) -> Iterator[tuple[DocumentCell, ...]]:
    month = page.period.month
    yield DocumentCell(f"À fin {french.month_name(month.year, month.number)}"), _now(row.state)
    yield DocumentCell("Statut"), _status(row.state)
    if not page.contract.is_to_come:
        yield DocumentCell("En décembre"), _december(row.state)
        if row.chance is not None:
            yield DocumentCell("Chance"), DocumentCell(short_chance(row.chance))
        if row.needed:
            best, record = row.needed.best, "un record, " if row.needed.is_record else ""
            detail = f"{record}meilleur mois\u00a0: {best}" if best else ""
            yield DocumentCell("Il faut"), DocumentCell(row.needed.wanted, detail=detail, is_strong=True)
    yield DocumentCell("Qui"), DocumentCell(row.holders or "sans responsable", detail=row.late_text)


def _now(state: IndicatorState) -> DocumentCell:
    now, definition = state.now, state.definition
    value = value_at_least(definition, now) if now else ""
    aim = target_text(definition, now.objectif_to_date) if now else ""
    return DocumentCell(value or "aucune valeur", detail=f"objectif {aim}" if aim else "", is_strong=True)


def _status(state: IndicatorState) -> DocumentCell:
    if state.now is None:
        return DocumentCell("Calcul en attente")
    return status_cell(state.now.status, freshness_of(state).word)


def _december(state: IndicatorState) -> DocumentCell:
    now, definition, due = state.now, state.definition, state.december
    aim = target_text(definition, due.objectif_to_date) if due else ""
    if now is None or now.projection is None:
        return DocumentCell("sans projection", detail=f"objectif {aim}" if aim else "")
    detail = ", ".join(filter(None, (interval_text(definition, now), f"objectif {aim}" if aim else "")))
    return DocumentCell(projection_text(definition, now), detail=detail)


def _decided(resolutions: Sequence[Resolution]) -> Iterator[str]:
    """The first one, and how many others there are; nothing where there is none."""
    if not resolutions:
        return
    first, *others = resolutions
    more = f" (et {french.counted(len(others), 'autre', 'autres')})" if others else ""
    yield f"{french.bound(first.text)} {first.current.owner}, {due_text(first, localdate())}{more}"


def index(states: Sequence[IndicatorState]) -> tuple[Column, ...]:
    """Every indicator in the order of the contract."""
    return (Column(1, (Table("Tous les indicateurs", INDEX, tuple(map(_line, states))),)),)


def _line(state: IndicatorState) -> tuple[DocumentCell, ...]:
    now, definition = state.now, state.definition
    return (
        DocumentCell(named(state.indicator)),
        DocumentCell(str(state.indicator.fiche.position)),
        status_cell(now.status) if now else DocumentCell("Calcul en attente"),
        DocumentCell((value_at_least(definition, now) if now else "") or NOTHING),
        DocumentCell((target_text(definition, now.objectif_to_date) if now else "") or NOTHING),
    )
