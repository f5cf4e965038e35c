"""The numbers of a chart in words, for who does not see it."""

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.charts.course import Course
from dashboards.charts.points import Drawing, TrendPoint, figure_text, target_text


def course(found: Course, drawing: Drawing, *, has_targets: bool) -> str:
    """Each year's last value, then December: `Cumul de l’année. Décembre 2025 : 38 659, objectif 37 123 ; …`."""
    told = [
        f"{_month(point.month)}\u00a0: {found.written(point, value)}"
        f"{_aims(drawing, point) if has_targets else ''}"
        for point, value in found.last_of_years
    ]
    if found.ahead:
        told.append(_december(found, drawing, has_targets=has_targets))
    return f"{found.title}. {f'{french.NARROW}; '.join(told) or 'Aucune valeur'}."


def bars(drawing: Drawing, title: str) -> str:
    amounts = [(each, each.amount) for each in drawing.months if each.is_reported and each.amount is not None]
    listed = [
        f"{_month(point.month)}\u00a0: {figure_text(drawing.definition, value)}"
        for point, value in amounts[-12 // drawing.definition.frequency.months :]
    ]
    said = [drawing.required.text, drawing.required.best] if drawing.required else []
    ahead = "".join(f" {french.sentence(each)}." for each in said if each)
    return f"{title}. {f'{french.NARROW}; '.join(listed)}.{ahead}"


def _december(found: Course, drawing: Drawing, *, has_targets: bool) -> str:
    december, *bounds = [text for _, text in found.december()]
    text = f"décembre, projeté\u00a0: {december}"
    if bounds:
        high, low = bounds
        text += f", de {low} à {high} quatre fois sur cinq"
    if has_targets and drawing.objectif is not None:
        text += f", objectif {target_text(drawing.definition, drawing.objectif)}"
    return text


def _aims(drawing: Drawing, point: TrendPoint) -> str:
    aims = (("seuil", point.seuil), ("objectif", point.objectif))
    return "".join(
        f", {name} {target_text(drawing.definition, value)}" for name, value in aims if value is not None
    )


def _month(month: Month) -> str:
    return french.month_name(month.year, month.number)
