"""The first pages: where the contract is, its themes with their range, what turned and what is late."""

from collections.abc import Iterator, Sequence

from cpg.shared import french
from dashboards.commentary.parts import Kind
from dashboards.documents.blocks import (
    Align,
    Block,
    DocumentCell,
    DocumentColumn,
    Figures,
    Heading,
    KeyFigure,
    Lead,
    Note,
    Table,
)
from dashboards.documents.content import words
from dashboards.documents.content.commentary import commentary, only_written
from dashboards.documents.content.summary import by_theme, expected_of, left_out, themes_chart
from dashboards.documents.dossier.facts import DossierFacts, Since
from dashboards.documents.facts import Measured
from dashboards.documents.markup import Paragraph
from dashboards.models.commentary import OF_CONTRACT
from dashboards.shared.coverage import (
    Change,
    change_of,
    coverage_text,
    range_text,
    short_range,
)
from dashboards.shared.marks import mark_of
from dashboards.shared.sentences import finding
from dashboards.shared.totals import SIMULATION
from indicators.domain import RollUp, Term

THEME_COLUMNS = (
    DocumentColumn("Thème", 10),
    DocumentColumn("Score", 5, Align.END),
    DocumentColumn("Fourchette", 6, Align.END),
    DocumentColumn("Mesurés sur dus", 4, Align.END),
    DocumentColumn("Depuis le trimestre précédent", 6, Align.END),
)
WAIVER_COLUMNS = (
    DocumentColumn("Point", 15),
    DocumentColumn("Motif", 8),
    DocumentColumn("Levé par", 4),
)
TURN_COLUMNS = (
    DocumentColumn("Indicateur", 13),
    DocumentColumn("Avant", 5),
    DocumentColumn("Après", 5),
    DocumentColumn("Pourquoi", 9),
)


def summary(facts: DossierFacts) -> Iterator[Block]:
    total = words.total_of(facts.measured)
    yield Heading(1, "L’essentiel", follows=True)
    yield Lead(finding([mark_of(each.now.status) for each in facts.measured], total.due, facts.month))
    yield from commentary(facts.commentaries.get(OF_CONTRACT), Kind.FINDING)
    yield from _made_later(facts)
    yield _figures(facts, total)
    yield Heading(2, "Les thèmes")
    if facts.measured:
        yield themes_chart(facts.measured, facts.month)
    yield Table("Scores par thème", THEME_COLUMNS, tuple(_theme_lines(facts)))
    yield Note(_reading(total))
    yield from _themes_written(facts)
    yield from left_out(facts.measured, total, facts.month)
    yield from _turned(facts)
    yield from _waived(facts)


def _themes_written(facts: DossierFacts) -> Iterator[Block]:
    """What the controllers wrote of a theme, under its name."""
    for each in facts.commentaries.values():
        if each.subject.theme is not None and (blocks := tuple(only_written(each))):
            yield Heading(3, french.bound(each.subject.title))
            yield from blocks


def _waived(facts: DossierFacts) -> Iterator[Block]:
    """The points of the checklist that were waived, and why."""
    if not facts.waived:
        return
    yield Heading(2, "Points levés à la clôture")
    lines = tuple(
        (
            DocumentCell(french.bound(points)),
            DocumentCell(french.bound(french.sentence(reason))),
            DocumentCell(actor or words.NOTHING),
        )
        for points, reason, actor in facts.waived
    )
    yield Table("Points levés à la clôture", WAIVER_COLUMNS, lines)


def _made_later(facts: DossierFacts) -> Iterator[Block]:
    if facts.made_on is None:
        return
    yield Paragraph(
        f"Dossier établi le {french.long_day(facts.made_on)}, après la clôture, des données connues alors et par les "
        f"règles d’aujourd’hui\u00a0: les fichiers figés à la clôture, par les règles de la "
        f"{facts.closing.edition_text}, font foi."
    )


def _figures(facts: DossierFacts, total: RollUp) -> Figures:
    since = _change(facts, facts.measured)
    expected = expected_of(facts.measured, total, facts.month)
    late = len(facts.late)
    return Figures(
        (
            KeyFigure(
                "Score du contrat",
                words.total_text(total),
                french.sentence(range_text(total)) or "Rien de ce qui manque ne peut le changer",
            ),
            KeyFigure(
                "Indicateurs mesurés",
                f"{total.measured} sur {total.due}",
                french.sentence(expected) if expected else coverage_text(total),
            ),
            KeyFigure(
                "Depuis le trimestre précédent",
                since.text or words.NOTHING,
                f"{since.constant_text} à périmètre constant" if since.constant_text else "",
            ),
            KeyFigure(
                "Échéances d’actions en retard",
                french.number(late),
                f"au {french.day(facts.day)}",
            ),
        )
    )


def _change(facts: DossierFacts, measured: Sequence[Measured]) -> Change:
    now = [Term.of(each.indicator.code, each.now) for each in measured]
    before = [Term.of(each.indicator.code, facts.before.get(each.indicator.code)) for each in measured]
    return change_of(now, before)


def _theme_lines(facts: DossierFacts) -> Iterator[tuple[DocumentCell, ...]]:
    for title, listed in by_theme(facts.measured):
        yield _theme_line(facts, title, listed)
    yield _theme_line(facts, "Ensemble du contrat", facts.measured, is_strong=True)


def _theme_line(
    facts: DossierFacts, title: str, measured: Sequence[Measured], *, is_strong: bool = False
) -> tuple[DocumentCell, ...]:
    total = words.total_of(measured)
    texts = (
        title,
        words.total_text(total),
        short_range(total) or words.NOTHING,
        f"{total.measured} sur {total.due}" if total.due else words.NOTHING,
        _change(facts, measured).text or words.NOTHING,
    )
    return tuple(DocumentCell(text, is_strong=is_strong) for text in texts)


def _reading(total: RollUp) -> str:
    text = (
        "La fourchette dit ce que le score peut devenir selon ce qui manque. Sous la moitié de ce qui est dû, la "
        "mesure est insuffisante pour un score."
    )
    return f"{SIMULATION} {text}" if total.simulated else text


def _turned(facts: DossierFacts) -> Iterator[Block]:
    """What has another status than before: since the version before, then since the quarter before."""
    for since in (facts.since_version, facts.since_quarter):
        if since is not None:
            yield Heading(2, f"Ce qui a changé de statut depuis {since.name}")
            yield from _turns(facts, since)


def _turns(facts: DossierFacts, since: Since) -> Iterator[Block]:
    names = {each.indicator.code: words.name_cell(each) for each in facts.measured}
    turned = [each for each in since.changes if each.column == "statut" and each.indicator in names]
    rows = len({each.indicator for each in since.changes})
    if not turned:
        yield Note(f"Aucun statut. {_rows_text(rows)}")
        return
    lines = tuple(
        (
            names[each.indicator],
            DocumentCell(each.before_text or words.NOTHING),
            DocumentCell(each.after_text or words.NOTHING),
            DocumentCell(french.bound(french.sentence(each.cause))),
        )
        for each in turned
    )
    yield Table(f"Statuts changés depuis {since.name}", TURN_COLUMNS, lines)
    yield Note(_rows_text(rows))


def _rows_text(rows: int) -> str:
    if not rows:
        return "Aucune ligne du fichier n’a changé."
    changed = french.plural(rows, "ligne du fichier a changé", "lignes du fichier ont changé")
    return (
        f"{french.sentence(french.count_word(rows, feminine=True))} {changed}{french.NARROW}; la feuille "
        "«\u00a0Ce qui a changé\u00a0» des classeurs les donne case par case, avec leurs causes."
    )
