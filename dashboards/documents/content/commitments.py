"""Every engagement with its actions and deliverables, fiche by fiche, year by year."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from commitments.models import Engagement, Fiche
from commitments.selectors import Item
from cpg.shared import french
from dashboards.documents.blocks import Block, DocumentCell, DocumentColumn, Heading, Note, Table
from dashboards.documents.content import words
from dashboards.documents.content.done import is_done
from dashboards.documents.content.summary import looked_at
from dashboards.documents.facts import ReviewFacts
from dashboards.documents.markup import blocks_of
from dashboards.documents.sections import fiche_key


def commitments(facts: ReviewFacts) -> Iterator[Block]:
    items = looked_at(facts)
    years = sorted({item.year for item in items}) or list(facts.scope.years)
    by_engagement: dict[int, list[Item]] = defaultdict(list)
    done: dict[int, int] = defaultdict(int)
    for listed in words.by_action(items):
        engagement_id = listed[0].action.engagement_id
        if is_done(listed):
            done[engagement_id] += 1
        else:
            by_engagement[engagement_id] += listed
    yield Heading(1, "Les engagements, fiche par fiche", follows=True)
    for fiche in facts.fiches:
        yield Heading(2, f"Fiche {fiche.position}. {french.bound(fiche.title)}")
        yield from blocks_of(facts.text(fiche_key(fiche.position)))
        for engagement in facts.engagements:
            if engagement.fiche_id == fiche.pk:
                yield from _engagement(fiche, engagement, by_engagement[engagement.pk], years)
                if note := _note(done[engagement.pk], len(by_engagement[engagement.pk])):
                    yield Note(note)


def _engagement(
    fiche: Fiche, engagement: Engagement, items: Sequence[Item], years: Sequence[int]
) -> Iterator[Block]:
    yield Heading(3, f"{engagement.code}. {french.bound(engagement.title)}")
    if not items:
        return
    name = f"Actions de l’engagement {engagement.code} de la fiche {fiche.position}"
    columns = (DocumentColumn("Action", 11), *(DocumentColumn(str(year), 4) for year in years))
    if len(years) == 1:
        columns = (*columns, DocumentColumn("Ce qui en est dit", 9))
    yield Table(name, columns, tuple(_lines(items, years)))


def _lines(items: Sequence[Item], years: Sequence[int]) -> Iterator[tuple[DocumentCell, ...]]:
    for listed, is_again in words.with_again(words.by_place(items)):
        yield _line(listed, years, is_again=is_again)


def _line(listed: Sequence[Item], years: Sequence[int], *, is_again: bool) -> tuple[DocumentCell, ...]:
    first, found = listed[0], {item.year: item for item in listed}
    name = words.action_cell(first, is_again=is_again)
    states = (
        words.progress_cell(found[year]) if year in found else DocumentCell(words.NOTHING) for year in years
    )
    if len(years) > 1:
        return name, *states
    text = (first.record.comment or first.record.reason) if first.record else ""
    return name, *states, DocumentCell(french.bound(text) or words.NOTHING)


def _note(done: int, others: int) -> str:
    """Where the actions are that are not in the table."""
    if not done:
        return "" if others else "Aucune action prévue sur la période."
    count = french.sentence(french.count_word(done, feminine=True))
    word = french.plural(done, "action réalisée est", "actions réalisées sont")
    return f"{count} {word} dans « Ce qui est atteint »."
