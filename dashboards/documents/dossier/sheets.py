"""A page for each of the indicators furthest from their objectif."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from commitments.selectors import Item
from cpg.shared import french
from dashboards.causes.cells import CellChange, cell_text
from dashboards.commentary.parts import Kind
from dashboards.documents.blocks import (
    Block,
    DocumentCell,
    DocumentColumn,
    Figures,
    Heading,
    KeyFigure,
    Lead,
    Note,
    Table,
    Tone,
)
from dashboards.documents.content import words
from dashboards.documents.content.commentary import commentary
from dashboards.documents.dossier.curves import curves
from dashboards.documents.dossier.facts import DossierFacts, Since, state_of
from dashboards.documents.dossier.late import late_table
from dashboards.documents.facts import Measured
from dashboards.documents.markup import Bullets, Paragraph
from dashboards.indicator.prospects import prospects
from dashboards.indicator.sheet import finding, traits
from dashboards.shared.chances import as_shown, interval_text, objectif_of, short_chance
from dashboards.shared.figures import (
    gap_at_least,
    gap_text,
    pace_text,
    projection_text,
    score_text,
    target_text,
    value_at_least,
    value_text,
)
from dashboards.shared.marks import mark_of
from dashboards.shared.reads import IndicatorState
from indicators.domain.attainment import position_at
from indicators.domain.model import Absence, Attainment, Definition
from indicators.models import Appreciation

SHOWN_COLUMNS = {
    "valeur_a_date": "Valeur",
    "objectif_a_date": "Objectif à date",
    "ecart_objectif": "Écart",
    "score": "Score",
    "statut": "Statut",
    "projection_annuelle": "Projection",
}
CHANGE_COLUMNS = (
    DocumentColumn("Ce qui a changé", 4),
    DocumentColumn("Avant", 5),
    DocumentColumn("Après", 5),
    DocumentColumn("Pourquoi", 11),
)


def sheets(facts: DossierFacts) -> Iterator[Block]:
    if not facts.furthest:
        return
    yield Heading(1, _title(len(facts.furthest)))
    for rank, measured in enumerate(facts.furthest):
        yield from _sheet(facts, measured, begins_page=rank > 0)


def _title(count: int) -> str:
    if count == 1:
        return "L’indicateur le plus loin de son objectif"
    return f"Les {french.count_word(count)} indicateurs les plus loin de leur objectif"


def _sheet(facts: DossierFacts, measured: Measured, *, begins_page: bool) -> Iterator[Block]:
    state = state_of(measured, facts.before.get(measured.indicator.code))
    name = f"{measured.indicator.code}. {french.bound(measured.indicator.label)}"
    yield Heading(2, name, begins_page=begins_page)
    yield Note(traits(measured.indicator))
    objectif = objectif_of(position_at(measured.known.series, measured.now.month))
    yield Lead(finding(state, measured.now, objectif))
    said = (Kind.POSITION, Kind.DECEMBER, Kind.SAID)
    yield from commentary(facts.commentaries.get(measured.indicator.code), *said)
    yield _figures(state, measured.now)
    yield from curves(measured)
    yield from _ahead(measured)
    yield Heading(3, "Ce qui en est dit")
    yield from _comments(measured, facts)
    if facts.since_quarter is not None:
        yield Heading(3, f"Ce qui a changé depuis {facts.since_quarter.name}")
        yield from _changes(facts.since_quarter, measured)
    yield Heading(3, "Actions liées en retard")
    yield _late(facts.late_of(measured))


def _figures(state: IndicatorState, now: Attainment) -> Figures:
    definition = state.definition
    mark = mark_of(now.status)
    gap = gap_at_least(definition, now)
    figures = [
        KeyFigure(
            f"À fin {words.month_text(now.month)}",
            value_at_least(definition, now) or words.NOTHING,
            mark.word,
            words.TONES.get(mark.key, Tone.QUIET),
        ),
        KeyFigure(
            "Objectif à date",
            target_text(definition, now.objectif_to_date) or words.NOTHING,
            f"Écart{french.NO_BREAK}: {gap}" if gap else "",
            more=_named("Seuil", target_text(definition, now.seuil_to_date)),
        ),
        KeyFigure(
            "Score",
            score_text(now) or words.NOTHING,
            more=_named("Trimestre précédent", score_text(state.quarter) if state.quarter else ""),
        ),
    ]
    if now.month.number < 12:
        figures.append(
            KeyFigure(
                "Projection à fin décembre",
                projection_text(definition, now) or words.NOTHING,
                _december(definition, now)
                or _named("Rythme requis", pace_text(definition, now, state.december)),
                more=_named("Objectif", target_text(definition, now.objectif_annual)),
            )
        )
    return Figures(tuple(figures))


def _december(definition: Definition, now: Attainment) -> str:
    """Where the year may end, and the chance of its objectif; "" where nothing is estimated."""
    estimate = now.estimate
    chance = as_shown(definition, estimate.objectif if estimate else None)
    parts = (interval_text(definition, now), short_chance(chance))
    return french.sentence(", ".join(part for part in parts if part))


def _named(name: str, text: str) -> str:
    return f"{name}{french.NO_BREAK}: {text}" if text else ""


def _ahead(measured: Measured) -> Iterator[Block]:
    """What must happen before December; nothing at its end."""
    if measured.now.month.number == 12:
        return
    found = prospects(measured.now, position_at(measured.known.series, measured.now.month))
    text = " ".join(part for part in (found.must, found.best, found.assumption) if part)
    yield Heading(3, "Ce qu’il faut d’ici décembre")
    yield Paragraph(text) if text else Note(found.nothing or "Aucun rythme ne se calcule à cette date.")


def _comments(measured: Measured, facts: DossierFacts) -> Iterator[Block]:
    """What was written of the months of the quarter, and what its author thinks of the trend."""
    lines = []
    for month in facts.quarter.months:
        record = measured.known.records.get(month)
        if record is None:
            continue
        opinion = Appreciation(record.appreciation).label.lower() if record.appreciation else ""
        reason = record.fact.reason if isinstance(record.fact, Absence) else ""
        text = " ".join(
            words.ended(part.strip()) for part in (opinion, reason, record.comment) if part.strip()
        )
        if text:
            lines.append(f"{french.sentence(words.month_text(month))}{french.NO_BREAK}: {french.bound(text)}")
    yield Bullets(tuple(lines)) if lines else Note("Aucun commentaire ce trimestre.")


def _changes(since: Since, measured: Measured) -> Iterator[Block]:
    definition, code = measured.indicator.definition, measured.indicator.code
    shown = [each for each in since.of(code) if each.column in SHOWN_COLUMNS]
    if not shown:
        yield Note("Rien.")
        return
    lines = tuple(_change_line(definition, each) for each in shown)
    yield Table(f"Ce qui a changé de {code}", CHANGE_COLUMNS, lines)


def _change_line(definition: Definition, change: CellChange) -> tuple[DocumentCell, ...]:
    before, after = (_written(definition, change.column, each) for each in (change.before, change.after))
    return (
        DocumentCell(SHOWN_COLUMNS[change.column]),
        DocumentCell(before or words.NOTHING),
        DocumentCell(after or words.NOTHING),
        DocumentCell(french.bound(french.sentence(change.cause))),
    )


def _written(definition: Definition, column: str, text: str) -> str:
    """A cell of the file as the page writes that figure."""
    if not text or column == "statut":
        return cell_text(column, text)
    number = Decimal(text)
    match column:
        case "objectif_a_date":
            return target_text(definition, number)
        case "ecart_objectif":
            return gap_text(definition, number)
        case "score":
            return french.with_unit(number, "%")
        case _:
            return value_text(definition, number)


def _late(items: Sequence[Item]) -> Block:
    return late_table("Actions liées en retard", items) if items else Note("Aucune.")
