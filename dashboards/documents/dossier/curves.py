"""The months of an indicator since the start of the contract, as its page of the dossier draws them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from cpg.shared import french
from dashboards.charts.points import Start, is_level, start_ahead
from dashboards.charts.printed import PrintMonth, PrintTexts, printed
from dashboards.documents.blocks import Curve, Tone
from dashboards.documents.content import words
from dashboards.documents.facts import Measured
from dashboards.shared.chances import objectif_of, shown_bounds
from dashboards.shared.figures import gap_at_least, gap_text, projection_text, target_text, value_at_least
from dashboards.shared.marks import mark_of
from indicators.domain.attainment import attain_all, position_at
from indicators.domain.model import Amount, Attainment, Pair

TALL, FLAT = 58, 36


def curves(measured: Measured) -> Iterator[Curve]:
    """The value to date beside its targets; of what accumulates the gap comes first, as the sum hides it."""
    definition, now = measured.indicator.definition, measured.now
    months = [
        PrintMonth(
            each.month,
            _drawn(measured, each),
            each.seuil_to_date,
            each.objectif_to_date,
        )
        for each in attain_all(measured.known.series)
        if each.month.year <= now.month.year
    ]
    tone = words.TONES.get(mark_of(now.status).key, Tone.QUIET)
    own = [(each.month, each.value) for each in months]
    start = start_ahead(own, now.month, now.value, definition) if now.projection is not None else None
    if definition.accumulates:
        yield _gaps(measured, months, tone, start)
    texts = PrintTexts(
        value=value_at_least(definition, now),
        seuil=_labelled("seuil", measured, months[-1].seuil),
        objectif=_labelled("objectif", measured, months[-1].objectif),
        projection=f"projeté {projection_text(definition, now)}" if start else "",
    )
    step = definition.frequency.months
    chart = printed(
        months,
        texts,
        now.projection,
        from_zero=definition.accumulates,
        step=step,
        interval=shown_bounds(definition, now),
        start=start,
        is_level=is_level(definition),
    )
    name = "Cumul à date" if definition.accumulates else "Valeur à date"
    yield Curve(
        f"{name}, du seuil à l’objectif, depuis {months[0].month.year}",
        _alternative(name, measured, months),
        chart,
        tone,
        FLAT if definition.accumulates else TALL,
    )


def _gaps(measured: Measured, months: Sequence[PrintMonth], tone: Tone, start: Start | None) -> Curve:
    """The distance to the objectif to date, which is the line at zero, and that of December."""
    definition, now = measured.indicator.definition, measured.now
    apart = [
        replace(
            each,
            value=_minus(each.value, each.objectif),
            seuil=None,
            objectif=None if each.objectif is None else Decimal(0),
        )
        for each in months
    ]
    objectif = objectif_of(position_at(measured.known.series, now.month))
    ahead = _minus(now.projection, objectif)
    gap = next((each.value for each in apart if start and each.month == start.month), None)
    shown = shown_bounds(definition, now)
    chart = printed(
        apart,
        PrintTexts(
            gap_at_least(definition, now),
            "",
            "objectif",
            f"projeté {gap_text(definition, ahead)}" if start else "",
        ),
        ahead,
        from_zero=True,
        step=definition.frequency.months,
        interval=(shown[0] - objectif, shown[1] - objectif) if shown and objectif is not None else None,
        start=Start(start.month, gap) if start and gap is not None and ahead is not None else None,
    )
    ends = [
        f"{each.month.year}\u00a0: {gap_text(definition, each.value)}"
        for each in _ends(apart)
        if each.value is not None
    ]
    alternative = (
        f"Courbe. Écart à l’objectif à date, à la fin de chaque exercice ou à ce jour. {'. '.join(ends)}."
    )
    return Curve("Écart à l’objectif à date, qui est la ligne zéro", alternative, chart, tone, FLAT)


def _drawn(measured: Measured, each: Attainment) -> Decimal | None:
    """The value of a month that has one of its own; a level lasts."""
    if each.month > measured.now.month:
        return None
    is_reported = isinstance(measured.known.series.facts.get(each.month), Amount | Pair)
    return each.value if is_reported or is_level(measured.indicator.definition) else None


def _minus(value: Decimal | None, objectif: Decimal | None) -> Decimal | None:
    return None if value is None or objectif is None else value - objectif


def _labelled(name: str, measured: Measured, value: Decimal | None) -> str:
    text = target_text(measured.indicator.definition, value)
    return f"{name} {text}" if text else ""


def _ends(months: Sequence[PrintMonth]) -> list[PrintMonth]:
    """The last month with a value of each year."""
    return list({each.month.year: each for each in months if each.value is not None}.values())


def _alternative(name: str, measured: Measured, months: Sequence[PrintMonth]) -> str:
    definition = measured.indicator.definition
    texts = []
    for each in _ends(months):
        figures = [
            french.with_short_unit(french.number(each.value), definition.unit)
            if each.value is not None
            else "",
            _labelled("seuil", measured, each.seuil),
            _labelled("objectif", measured, each.objectif),
        ]
        when = words.month_text(each.month)
        texts.append(f"À fin {when}\u00a0: {', '.join(part for part in figures if part)}")
    return f"Courbe. {name}, avec le seuil et l’objectif à date. {'. '.join(texts)}."
