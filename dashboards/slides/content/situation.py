"""Where the contract is, what turned and what December will be."""

from collections.abc import Sequence

from cpg.shared import french
from dashboards.committee.turned import Turned
from dashboards.documents.blocks import Align, DocumentCell, DocumentColumn, Table
from dashboards.documents.content.words import NOTHING, TONES, status_cell
from dashboards.documents.odt import SIGNS
from dashboards.overview.december_groups import December, DecemberGroup
from dashboards.overview.december_rows import DecemberRow
from dashboards.overview.movement import Movement, Share
from dashboards.overview.page import Opening
from dashboards.overview.score import score_points
from dashboards.shared.chances import short_chance
from dashboards.shared.figures import gap_at_least, value_at_least
from dashboards.shared.marks import Mark
from dashboards.shared.reads import IndicatorState
from dashboards.shared.totals import Headline
from dashboards.slides.content.charts import score_chart
from dashboards.slides.content.words import KNOWN_TODAY, label, named, written
from dashboards.slides.deck import Caption, Column, Part, Words

THEMES = (
    DocumentColumn("Thème", 8),
    DocumentColumn("Statuts", 11),
    DocumentColumn("Mesurés", 5, Align.END),
    DocumentColumn("Score", 5, Align.END),
)
POINTS = (DocumentColumn("Indicateur et cause", 12), DocumentColumn("Points", 5, Align.END))
TURNED = (DocumentColumn("Indicateur", 9), DocumentColumn("Avant", 6), DocumentColumn("Maintenant", 6))
CHANCES = (
    DocumentColumn("Indicateur", 9),
    DocumentColumn("Chance", 6),
    DocumentColumn("Il faut", 8),
    DocumentColumn("Qui", 7),
)
RESULTS = (
    DocumentColumn("Indicateur", 9),
    DocumentColumn("Valeur", 6),
    DocumentColumn("Écart", 6),
    DocumentColumn("Qui", 7),
)


def situation(page: Opening) -> tuple[Column, ...]:
    if page.contract.is_to_come:
        return ()
    top = page.headline
    left: list[Part] = [Words(tuple(_score_lines(top)), strong=top.score), *written(page.written)]
    points = score_points(page.states)
    if points:
        left += [Caption("Score du contrat, à la fin de chaque mois"), score_chart(points)]
    themes = tuple(
        (
            DocumentCell(line.title),
            DocumentCell("".join(map(sign, line.marks)), detail=line.spoken),
            DocumentCell(line.coverage or NOTHING),
            DocumentCell(line.score, detail=line.range, is_strong=True),
        )
        for line in page.themes
    )
    legend = ", ".join(
        f"{sign(each.mark)}\u00a0{each.mark.word.lower()}\u00a0{each.count}" for each in page.legend
    )
    whole = (
        DocumentCell("Ensemble", is_strong=True),
        DocumentCell(legend),
        DocumentCell(""),
        DocumentCell(top.score or NOTHING, is_strong=True),
    )
    right = (Table("Score et couverture par thème", THEMES, (*themes, whole)),)
    return Column(4, tuple(left)), Column(5, right)


def sign(mark: Mark) -> str:
    """The shape of a status, never without its word beside it."""
    tone = TONES.get(mark.key)
    return SIGNS[tone].strip() if tone else "□"


def _score_lines(top: Headline) -> list[str]:
    covered = ", ".join(filter(None, (top.coverage, top.expected)))
    change = f"{french.sentence(top.change)}, {KNOWN_TODAY}" if top.change else ""
    first = " ".join(f"{each}." for each in (top.silence, top.range, covered, change) if each)
    return [line for line in (first, top.horizon, top.simulation) if line]


def turned(found: Turned) -> tuple[Column, ...]:
    return Column(1, tuple(_moved(found.movement))), Column(1, tuple(_statuses(found.statuses)))


def _moved(movement: Movement | None) -> Sequence[Part]:
    if movement is None:
        return [Words(("C’est le premier mois du contrat\u00a0: rien ne le précède.",))]
    if movement.change is None:
        return [Words(("Il n’y a pas de score à comparer\u00a0: trop peu d’indicateurs étaient mesurés.",))]
    if not movement.shares:
        return [Words(("Rien n’a fait bouger le score.",))]
    before, after = movement.moved.before.score, movement.moved.after.score
    usual = f" (sauf mention, {movement.usual})" if movement.usual else ""
    whole = "" if before is None or after is None else f"{french.number(before)} → {french.number(after)}"
    lines = [_share(each, movement.usual) for each in movement.shares]
    total = (
        DocumentCell(whole, is_strong=True),
        DocumentCell(french.points(movement.change), is_strong=True),
    )
    table = Table("Points du score par indicateur et par cause", POINTS, (*lines, total))
    return [Caption(f"Ce qui a fait bouger le score{usual}"), table]


def _share(share: Share, usual: str) -> tuple[DocumentCell, ...]:
    points = DocumentCell(french.points(share.points))
    if share.indicator is None:
        return DocumentCell(french.counted(share.count, "autre indicateur", "autres indicateurs")), points
    nature = "" if share.nature == usual else share.nature
    return DocumentCell(label(share.indicator), detail=nature), points


def _statuses(states: Sequence[IndicatorState]) -> Sequence[Part]:
    caption = Caption("Ce qui a changé de statut")
    lines = tuple(
        (
            DocumentCell(named(each.indicator)),
            status_cell(each.compared.status),
            status_cell(each.now.status),
        )
        for each in states
        if each.compared and each.now
    )
    if not lines:
        return [caption, Words(("Aucun indicateur n’a changé de statut.",))]
    return [caption, Table("Indicateurs qui ont changé de statut", TURNED, lines)]


def december(found: December) -> tuple[Column, ...]:
    """The first group line by line, the others named."""
    if not found.groups:
        return (Column(1, (Words(("Aucun objectif n’est fixé pour décembre.", *_left_out(found))),)),)
    first, *others = found.groups
    columns, line = (RESULTS, _result) if found.is_over else (CHANCES, _chance)
    table = Table(first.title, columns, tuple(map(line, first.rows)))
    return (
        Column(5, (Caption(first.title), table)),
        Column(3, (Words((*map(_group, others), *_left_out(found))),)),
    )


def _chance(row: DecemberRow) -> tuple[DocumentCell, ...]:
    wanted = row.needed
    return (
        DocumentCell(named(row.state.indicator)),
        DocumentCell(short_chance(row.chance) or "sans estimation"),
        DocumentCell(
            wanted.wanted if wanted else NOTHING, detail="un record" if wanted and wanted.is_record else ""
        ),
        DocumentCell(row.holders or "sans responsable"),
    )


def _result(row: DecemberRow) -> tuple[DocumentCell, ...]:
    definition, now = row.state.definition, row.state.now
    return (
        DocumentCell(named(row.state.indicator)),
        DocumentCell((value_at_least(definition, now) if now else "") or NOTHING),
        DocumentCell((gap_at_least(definition, now) if now else "") or NOTHING),
        DocumentCell(row.holders or "sans responsable"),
    )


def _group(group: DecemberGroup) -> str:
    return f"{group.title}\u00a0: {_listing(group.rows)}."


def _left_out(found: December) -> list[str]:
    return [f"{title}\u00a0: {_listing(rows)}." for title, rows in found.left_out]


def _listing(rows: Sequence[DecemberRow]) -> str:
    return ", ".join(label(row.state.indicator) for row in rows)
