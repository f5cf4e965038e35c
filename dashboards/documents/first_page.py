"""The first page of the dashboard on paper: what its first screen shows, from the same computation."""

from collections.abc import Iterator, Sequence
from datetime import date

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
from dashboards.documents.content.words import NOTHING, TONES, status_cell
from dashboards.documents.dossier.late import late_table
from dashboards.documents.markup import Paragraph
from dashboards.overview.page import Situation
from dashboards.overview.questions import Questions
from dashboards.shared.marks import Counted
from dashboards.shared.period import Period
from dashboards.shared.totals import Headline
from indicators.models import Indicator

TURN_COLUMNS = (DocumentColumn("Indicateur", 12), DocumentColumn("Avant", 5), DocumentColumn("Après", 5))
DECEMBER_COLUMNS = (DocumentColumn("Annonce", 4), DocumentColumn("Indicateurs", 14))
# What fits on the page; the rest is on the dashboard.
LATE_AT_MOST = 4


def first_page(contract: Contract, situation: Situation, period: Period, day: date) -> Document:
    month = french.month_name(period.month.year, period.month.number)
    dated = f"À fin {month}, données du {french.long_day(day)}"
    return cleaned_value(
        Document(
            title=f"Tableau de bord, {month}",
            subtitle=contract.label,
            body=contract.body.name,
            day=day,
            dated=dated,
            warning=FICTITIOUS if contract.is_demo else "",
            blocks=tuple(_blocks(situation, period)),
            footer=f"{contract.label} · {french.bound(dated)}",
            has_cover=False,
        )
    )


def file_name(contract: Contract, month: Month) -> str:
    return f"{contract.body.code}-{contract.code}-tableau-de-bord-{month}.pdf"


def _blocks(situation: Situation, period: Period) -> Iterator[Block]:
    yield Heading(1, situation.finding, follows=True)
    yield _figures(situation.headline, situation.legend)
    yield Paragraph(_reading(situation.headline))
    if period.compares:
        yield from _changed(situation.questions, period)
    yield from _december(situation.questions, period)
    yield from _late(situation.late_actions)


def _figures(total: Headline, legend: Sequence[Counted]) -> Figures:
    score = KeyFigure("Score du contrat", total.score or NOTHING, total.range or total.silence)
    judged = (each for each in legend if each.mark.key in TONES)
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
    parts = (total.change, covered)
    sentences = [f"{french.sentence(each)}." for each in parts if each]
    return " ".join(filter(None, (*sentences, total.simulation, total.horizon)))


def _changed(asked: Questions, period: Period) -> Iterator[Block]:
    since = french.month_name(period.compared.year, period.compared.number)
    yield Heading(2, f"Ce qui a changé depuis {since}")
    if not asked.changed:
        yield Note("Aucun indicateur n’a changé de statut.")
        return
    lines = tuple(
        (_name(each.indicator), status_cell(each.compared.status), status_cell(each.now.status))
        for each in asked.changed
        if each.compared and each.now
    )
    yield Table("Statuts qui ont changé", TURN_COLUMNS, lines)
    if asked.more_changed:
        yield Note(f"Et {asked.more_changed} de plus, sur le tableau de bord.")


def _december(asked: Questions, period: Period) -> Iterator[Block]:
    yield Heading(2, "Ce que l’année a donné" if period.month.number == 12 else "Ce que décembre annonce")
    if not asked.announced:
        yield Note("Rien encore\u00a0: les premières valeurs de l’année manquent.")
        return
    lines = tuple(
        (
            DocumentCell(each.title),
            DocumentCell(
                f"{french.listing([state.indicator.code for state in each.states])}{each.text}",
                detail=f"{french.NARROW}; ".join(
                    f"{state.indicator.code}\u00a0: {ground}" for state, ground in each.grounds
                ),
            ),
        )
        for each in asked.announced
    )
    yield Table("Annonces de décembre", DECEMBER_COLUMNS, lines)


def _late(late: LateActions) -> Iterator[Block]:
    yield Heading(2, late.title)
    if not late.items:
        yield Note(late.nothing)
        return
    shown = _longest(late.items)
    yield late_table("Actions en retard", shown)
    if more := late.count - len({each.action.pk for each in shown}):
        yield Note(f"Et {more} de plus, dans les engagements.")


def _longest(items: Sequence[Item]) -> list[Item]:
    """All late years of the actions that are late the longest."""
    shown = list(dict.fromkeys(each.action.pk for each in items))[:LATE_AT_MOST]
    return [each for each in items if each.action.pk in shown]


def _name(indicator: Indicator) -> DocumentCell:
    return DocumentCell(french.bound(indicator.label), detail=indicator.code)
