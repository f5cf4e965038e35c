"""Figures and states as the document writes them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from commitments.calendar import ActionStatus
from commitments.selectors import Item
from commitments.wording import expected_of
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.documents.blocks import BarShare, DocumentCell, Tone
from dashboards.documents.facts import Measured
from dashboards.shared.coverage import total_text as written_total
from dashboards.shared.figures import score_text, target_text, value_at_least
from dashboards.shared.marks import counted, mark_of
from indicators.domain import RollUp, Term, roll_up
from indicators.domain.model import Attainment, Status
from indicators.domain.provisional import Firmness, counted_months, firmness
from indicators.models import Indicator

NOTHING = "—"
NO_COMMENT = "Aucun commentaire."
WITHOUT_SCORE = "Sans score"
TONES = {
    "atteint": Tone.GOOD,
    "entre": Tone.MIDDLE,
    "sous": Tone.BAD,
    "incomplet": Tone.PARTIAL,
    "nondu": Tone.NOT_DUE,
    "sans": Tone.WITHOUT,
    "sans_objet": Tone.NO_OBJECT,
    "neutre": Tone.NEUTRAL,
}
PROGRESS_TONES = {
    ActionStatus.REALISE: Tone.DONE,
    ActionStatus.EN_COURS: Tone.UNDER_WAY,
    ActionStatus.EN_RETARD: Tone.LATE,
    ActionStatus.ABANDONNE: Tone.STOPPED,
    ActionStatus.A_VENIR: Tone.TO_COME,
}


def ended(text: str) -> str:
    """What people wrote, as a sentence."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def month_text(month: Month) -> str:
    return french.month_name(month.year, month.number)


def status_cell(status: Status, detail: str = "") -> DocumentCell:
    mark = mark_of(status)
    return DocumentCell(mark.word, TONES.get(mark.key, Tone.QUIET), detail)


def firmness_text(measured: Measured, attained: Attainment) -> str:
    """ "Provisoire" beside the result of a year that may still change; before December every status is indicative."""
    if attained.month.number < 12:
        return ""
    months = counted_months(measured.known.series, attained.month)
    validated = [measured.known.records[month].is_validated for month in months]
    found = firmness(attained.month, missing=attained.missing, validated=validated)
    return "Provisoire." if found is Firmness.PROVISIONAL else ""


def status_shares(statuses: Iterable[Status]) -> tuple[BarShare, ...]:
    """What is judged, status by status; all that has no score is one share."""
    listed = list(statuses)
    judged = counted(mark_of(status) for status in listed if status.is_measured)
    shares = [BarShare(TONES[each.mark.key], each.mark.word, each.count) for each in judged]
    silent = sum(not status.is_measured for status in listed)
    return (*shares, BarShare(Tone.QUIET, WITHOUT_SCORE, silent)) if silent else tuple(shares)


def value_cell(measured: Measured, attained: Attainment) -> DocumentCell:
    return DocumentCell(value_at_least(measured.indicator.definition, attained) or NOTHING)


def seuil_cell(measured: Measured, attained: Attainment) -> DocumentCell:
    return DocumentCell(target_text(measured.indicator.definition, attained.seuil_to_date) or NOTHING)


def objectif_cell(measured: Measured, attained: Attainment) -> DocumentCell:
    return DocumentCell(target_text(measured.indicator.definition, attained.objectif_to_date) or NOTHING)


def score_cell(attained: Attainment) -> DocumentCell:
    return DocumentCell(score_text(attained).removesuffix(f"{french.NO_BREAK}%") or NOTHING)


def named(indicator: Indicator) -> str:
    """Its short label, then its code."""
    return f"{french.bound(indicator.short_label)} ({indicator.code})"


def name_cell(measured: Measured, rows: int = 1) -> DocumentCell:
    """Its label, the code below. A counted thing is named once there: its figures go without it."""
    indicator = measured.indicator
    unit = indicator.defined.unit
    detail = indicator.code if unit in french.SHORT_UNITS else f"{indicator.code}, en {unit}"
    return DocumentCell(french.bound(indicator.label), detail=detail, rows=rows)


def progress_cell(item: Item) -> DocumentCell:
    shown = [f"{item.progress}{french.NO_BREAK}%"] if item.status is ActionStatus.EN_COURS else []
    if item.forecast:
        shown.append(expected_of(item))
    return DocumentCell(french.sentence(item.status.label), PROGRESS_TONES[item.status], ", ".join(shown))


def action_cell(item: Item, *, is_again: bool = False) -> DocumentCell:
    """Its wording, its code below with the deliverable where it has some. `is_again` where the line above is another
    deliverable of the same action, whose wording is not repeated.
    """
    deliverable = item.planned.deliverable
    part = (
        french.bound(f"livrable {deliverable.number}{french.NO_BREAK}: {deliverable.title}")
        if deliverable
        else ""
    )
    if is_again:
        return DocumentCell(french.sentence(part), detail=item.code)
    return DocumentCell(
        french.bound(item.action.wording), detail=", ".join(text for text in (item.code, part) if text)
    )


def with_again(places: Sequence[Sequence[Item]]) -> Iterator[tuple[Sequence[Item], bool]]:
    """Each place, and whether the one before is of the same action."""
    for before, place in zip([None, *places], places, strict=False):
        yield place, before is not None and before[0].action.pk == place[0].action.pk


def by_place(items: Iterable[Item]) -> list[list[Item]]:
    """The years of each action, or of each of its deliverables, together."""
    found: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for item in items:
        found[item.action.pk, item.planned.deliverable_id or 0].append(item)
    return list(found.values())


def by_action(items: Iterable[Item]) -> list[list[Item]]:
    """The échéances of each action together."""
    found: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        found[item.action.pk].append(item)
    return list(found.values())


def years_text(items: Iterable[Item]) -> str:
    return french.listing([str(year) for year in sorted({item.year for item in items})])


def total_of(measured: Iterable[Measured], year: int | None = None) -> RollUp:
    """At the end of a year looked at, else at the month of the review."""
    return roll_up(
        Term.of(each.indicator.code, each.now if year is None else each.by_year[year]) for each in measured
    )


def total_text(total: RollUp) -> str:
    return written_total(total) or NOTHING


def count_text(count: int, one: str, many: str) -> str:
    """`aucune n’est réalisée`, `une est réalisée`, `12 sont réalisées`."""
    if count == 0:
        return f"aucune n’est {one}"
    return f"une est {one}" if count == 1 else f"{french.number(count)} sont {many}"
