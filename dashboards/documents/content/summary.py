"""The first chapter: the situation, in a page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from commitments.calendar import ActionStatus
from commitments.selectors import Item
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.commentary.parts import Kind
from dashboards.documents.blocks import (
    Align,
    BarShare,
    Block,
    Chart,
    ChartBar,
    DocumentCell,
    DocumentColumn,
    Heading,
    Lead,
    Note,
    Table,
)
from dashboards.documents.content import words
from dashboards.documents.content.commentary import commentary
from dashboards.documents.facts import Measured, ReviewFacts
from dashboards.documents.markup import blocks_of
from dashboards.documents.sections import SUMMARY
from dashboards.models.commentary import OF_CONTRACT
from dashboards.shared.coverage import expected_in, expected_text, range_text
from dashboards.shared.marks import mark_of
from dashboards.shared.sentences import finding
from dashboards.shared.totals import SIMULATION
from indicators.domain import RollUp

COVERAGE = (
    "Indicateurs mesurés\u00a0: ceux qui ont un score au dernier mois, sur ceux dont un objectif est déjà dû. Sous la "
    "moitié de ce qui est dû, la mesure est insuffisante pour un score."
)
PROGRESS_ORDER = (
    ActionStatus.REALISE,
    ActionStatus.EN_COURS,
    ActionStatus.EN_RETARD,
    ActionStatus.A_VENIR,
    ActionStatus.ABANDONNE,
)


def summary(facts: ReviewFacts) -> Iterator[Block]:
    month, total = facts.scope.month, words.total_of(facts.measured)
    marks = [mark_of(each.now.status) for each in facts.measured]
    yield Heading(1, "L’essentiel")
    yield Lead(finding(marks, total.due, month))
    yield Lead(actions_sentence(facts.items, facts.scope.years))
    yield from commentary(facts.commentaries.get(OF_CONTRACT), Kind.FINDING)
    yield from blocks_of(facts.text(SUMMARY))
    if facts.measured:
        yield themes_chart(facts.measured, facts.scope.month)
        yield _themes_table(facts)
        yield Note(COVERAGE if not total.simulated else f"{SIMULATION} {COVERAGE}")
        yield from left_out(facts.measured, total, facts.scope.month)
    if items := looked_at(facts):
        yield _years_chart(items)


def looked_at(facts: ReviewFacts) -> tuple[Item, ...]:
    """The échéances of the years looked at; a mid-term review also shows what is still to come."""
    years = set(facts.scope.years) if len(facts.scope.years) == 1 else set(facts.contract.years)
    return tuple(item for item in facts.items if item.year in years)


def actions_sentence(items: Sequence[Item], years: Sequence[int]) -> str:
    due = [item for item in items if item.year in years]
    if not due:
        return f"Aucune échéance d’action n’est prévue sur la période.{_earlier_sentence(items, years)}"
    done = sum(item.status is ActionStatus.REALISE for item in due)
    late = sum(item.status is ActionStatus.EN_RETARD for item in due)
    given_up = sum(item.status is ActionStatus.ABANDONNE for item in due)
    open_ = len(due) - done - late - given_up
    when = f"de {years[0]} à {years[-1]}" if len(years) > 1 else f"de {years[0]}"
    text = french.listing(
        [
            words.count_text(done, "réalisée", "réalisées"),
            words.count_text(late, "en retard", "en retard"),
            words.count_text(given_up, "abandonnée", "abandonnées"),
        ]
    )
    rest = (
        f"{french.NARROW}; {french.number(open_)} {french.plural(open_, 'court', 'courent')} encore"
        if open_
        else ""
    )
    among = (
        f"Sur les {french.number(len(due))} échéances d’actions"
        if len(due) > 1
        else "Sur une échéance d’action"
    )
    return f"{among} {when}, {text}{rest}.{_earlier_sentence(items, years)}"


def late_until(items: Sequence[Item], years: Sequence[int]) -> list[Item]:
    """What is late of these years and of those before: an annual review lists them all."""
    return [item for item in items if item.status is ActionStatus.EN_RETARD and item.year <= max(years)]


def _earlier_sentence(items: Sequence[Item], years: Sequence[int]) -> str:
    count = sum(item.year < min(years) for item in late_until(items, years))
    if not count:
        return ""
    of_them = french.plural(
        count,
        "échéance d’un exercice antérieur reste",
        "échéances d’exercices antérieurs restent",
    )
    return f" {french.sentence(french.count_word(count, feminine=True))} {of_them} en retard."


def by_theme(measured: Sequence[Measured]) -> list[tuple[str, list[Measured]]]:
    found: dict[tuple[int, str], list[Measured]] = defaultdict(list)
    for each in measured:
        found[each.indicator.theme.position, each.indicator.theme.title].append(each)
    return [(title, listed) for (_, title), listed in sorted(found.items())]


def themes_chart(measured: Sequence[Measured], month: Month) -> Chart:
    bars = tuple(
        ChartBar(title, words.status_shares(each.now.status for each in listed))
        for title, listed in by_theme(measured)
    )
    caption = f"État des indicateurs par thème à fin {words.month_text(month)}"
    return Chart(caption, "Thème", _alternative(caption, bars), bars)


def _themes_table(facts: ReviewFacts) -> Table:
    years = facts.scope.years
    columns = (
        DocumentColumn("Thème", 12),
        *(DocumentColumn(_score_of(facts, year), 5, Align.END) for year in years),
        DocumentColumn("Indicateurs mesurés", 7, Align.END),
    )
    lines = [_total_line(title, listed, years) for title, listed in by_theme(facts.measured)]
    lines.append(_total_line("Ensemble du contrat", facts.measured, years, is_strong=True))
    return Table("Scores par thème", columns, tuple(lines), is_captioned=True)


def _score_of(facts: ReviewFacts, year: int) -> str:
    """What the column of a year is called: the last one may stop before December."""
    month = facts.scope.month
    if year == month.year and month.number < 12:
        return french.sentence(words.month_text(month))
    return str(year)


def _total_line(
    title: str, measured: Sequence[Measured], years: Sequence[int], *, is_strong: bool = False
) -> tuple[DocumentCell, ...]:
    total = words.total_of(measured)
    scores = [words.total_text(words.total_of(measured, year)) for year in years]
    cells = (DocumentCell(text, is_strong=is_strong) for text in (title, *scores))
    covered = f"{total.measured} sur {total.due}" if total.due else words.NOTHING
    return *cells, DocumentCell(covered, detail=french.sentence(range_text(total)), is_strong=is_strong)


def expected_of(measured: Sequence[Measured], total: RollUp, month: Month) -> str:
    """When what is not due will be."""
    months = [
        expected_in(each.known.series, each.now) for each in measured if each.indicator.code in total.not_due
    ]
    return expected_text(months, month)


def left_out(measured: Sequence[Measured], total: RollUp, month: Month) -> Iterator[Note]:
    """Each indicator that the total leaves out, by name, and when what is not due will be."""
    names = {each.indicator.code: words.named(each.indicator) for each in measured}
    named = (
        ("Dus et non mesurés", total.left_out, ""),
        ("Pas encore dus", total.not_due, f" ({expected_of(measured, total, month)})"),
        ("Neutralisés ou sans objet", total.apart, ""),
        ("Sans objectif cette année", total.without_target, ""),
    )
    texts = [
        f"{title}{french.NO_BREAK}: {french.listing([names[code] for code in codes])}{detail}."
        for title, codes, detail in named
        if codes
    ]
    if texts:
        yield Note(" ".join(texts))


def _years_chart(items: Sequence[Item]) -> Chart:
    bars = tuple(
        ChartBar(str(year), _progress_shares([item.status for item in items if item.year == year]))
        for year in sorted({item.year for item in items})
    )
    caption = "Échéances des actions par exercice"
    return Chart(caption, "Exercice", _alternative(caption, bars), bars)


def _progress_shares(statuses: Sequence[ActionStatus]) -> tuple[BarShare, ...]:
    return tuple(
        BarShare(words.PROGRESS_TONES[status], french.sentence(status.label), statuses.count(status))
        for status in PROGRESS_ORDER
        if status in statuses
    )


def _alternative(caption: str, bars: Sequence[ChartBar]) -> str:
    texts = (
        f"{bar.label}{french.NO_BREAK}: "
        + french.listing([f"{each.word.lower()} {each.count}" for each in bar.shares])
        for bar in bars
    )
    return f"Barres empilées. {caption}. " + ". ".join(texts) + "."
