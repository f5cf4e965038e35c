"""The indicators that have no page of their own, in a table."""

from collections.abc import Iterator, Sequence

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.documents.blocks import Align, Block, DocumentCell, DocumentColumn, Heading, Table
from dashboards.documents.content import words
from dashboards.documents.content.commentary import only_written
from dashboards.documents.content.summary import by_theme
from dashboards.documents.dossier.facts import DossierFacts
from dashboards.documents.facts import Measured
from dashboards.shared.chances import as_shown, interval_text, short_chance
from dashboards.shared.coverage import expected_in
from dashboards.shared.figures import gap_at_least, pace_text, projection_text, score_text
from dashboards.shared.sentences import silence_of
from indicators.domain.attainment import attain

COLUMNS = (
    DocumentColumn("Indicateur", 16),
    DocumentColumn("Valeur", 4, Align.END),
    DocumentColumn("Seuil et objectif à date", 7, Align.END),
    DocumentColumn("État", 11),
    DocumentColumn("Fin décembre", 13),
)


def others(facts: DossierFacts) -> Iterator[Block]:
    if not facts.others:
        return
    yield Heading(1, "Les autres indicateurs" if facts.furthest else "Les indicateurs")
    for title, listed in by_theme(facts.others):
        yield Heading(2, title)
        yield Table(f"Autres indicateurs du thème {title}", COLUMNS, tuple(map(_line, listed)))
        yield from _written(facts, listed)


def _written(facts: DossierFacts, listed: Sequence[Measured]) -> Iterator[Block]:
    """What the controllers wrote of these indicators, each under its name."""
    for each in listed:
        if blocks := tuple(only_written(facts.commentaries.get(each.indicator.code))):
            yield Heading(3, f"{each.indicator.code}. {french.bound(each.indicator.short_label)}")
            yield from blocks


def _line(measured: Measured) -> tuple[DocumentCell, ...]:
    projection = projection_text(measured.indicator.definition, measured.now) or words.NOTHING
    objectif, seuil = (
        words.objectif_cell(measured, measured.now).text,
        words.seuil_cell(measured, measured.now).text,
    )
    return (
        words.name_cell(measured),
        words.value_cell(measured, measured.now),
        DocumentCell(objectif, detail="" if seuil == words.NOTHING else f"seuil {seuil}"),
        words.status_cell(measured.now.status, _state(measured)),
        DocumentCell(projection, detail=_ahead(measured)),
    )


def _state(measured: Measured) -> str:
    """The score with the gap, else why there is none."""
    now = measured.now
    if now.score is None:
        return french.sentence(silence_of(measured.indicator, now, expected_in(measured.known.series, now)))
    gap = gap_at_least(measured.indicator.definition, now)
    parts = (f"score {score_text(now)}", f"écart {gap}" if gap else "")
    return french.sentence(", ".join(part for part in parts if part))


def _ahead(measured: Measured) -> str:
    """Where the year may end, the chance of its objectif, and the pace still required."""
    now, definition = measured.now, measured.indicator.definition
    december = attain(measured.known.series, Month(now.month.year, 12))
    pace = pace_text(definition, now, december)
    chance = short_chance(as_shown(definition, now.estimate.objectif if now.estimate else None))
    parts = (
        interval_text(definition, now),
        f"objectif\u00a0: {chance}" if chance else "",
        f"rythme\u00a0: {pace}" if pace else "",
    )
    return f"{french.NARROW}; ".join(part for part in parts if part)
