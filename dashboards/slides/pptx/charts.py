"""Native charts, in the colours of the theme, with the workbook behind them."""

from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import ColorFormat
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboards.slides.deck import ChartLine, LineChart, Stroke
from dashboards.slides.fitting import Placed, small
from dashboards.slides.measure import POINT

INK, ACCENT = MSO_THEME_COLOR.TEXT_1, MSO_THEME_COLOR.ACCENT_1
# The width of each line in hundredths of a point, its colour, and how it is dashed; none of those that are only marks.
LINES = {
    Stroke.REAL: (250, INK, None),
    Stroke.CONSTANT: (125, ACCENT, MSO_LINE.DASH),
    Stroke.AIM: (200, ACCENT, None),
    Stroke.FLOOR: (125, ACCENT, MSO_LINE.SQUARE_DOT),
}
MARKS = {Stroke.AHEAD: XL_MARKER_STYLE.CIRCLE, Stroke.BOUND: XL_MARKER_STYLE.DASH}
# Of the ink, in thousandths of a per cent.
FAINT = "25000"
MARK_SIZE, REAL_MARK = 9, 4
# As French offices write them, wherever the file is opened.
FRENCH = "[$-40C]"
DAYS = f"{FRENCH}mmm\\ yyyy"


def add_chart(slide: Any, placed: Placed, chart: LineChart) -> Any:
    data = CategoryChartData(number_format=number_format(chart))
    data.categories = chart.days
    data.categories.number_format = DAYS
    for line in chart.lines:
        data.add_series(line.name, line.values)
    box = placed.box
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE, Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height), data
    )
    _dress(frame.chart, chart, placed.size)
    return frame


def number_format(chart: LineChart) -> str:
    return f"{FRENCH}#,##0" + (f".{'0' * chart.decimals}" if chart.decimals else "")


def _dress(drawn: Any, chart: LineChart, size: int) -> None:
    text = Emu(small(size) * POINT // 10)
    drawn.font.size = text
    drawn.font.color.theme_color = INK
    drawn.has_title = False
    drawn.has_legend = len(chart.lines) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    values, months = drawn.value_axis, drawn.category_axis
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = f"{FRENCH}#,##0.##", False
    if chart.least is not None:
        values.minimum_scale = chart.least
    values.major_gridlines.format.line.width = Pt(0.5)
    values.format.line.fill.background()
    _ink(values.major_gridlines.format.line.color, faint=True)
    _ink(months.format.line.color, faint=False)
    months.tick_labels.number_format, months.tick_labels.number_format_is_linked = "yyyy", False
    months.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _each_year(months._element)
    for series, line in zip(drawn.plots[0].series, chart.lines, strict=True):
        _draw(series, line, chart, text)


def _ink(colour: ColorFormat, *, faint: bool) -> None:
    colour.theme_color = INK
    if faint:
        element = colour._color._xClr
        etree.SubElement(element, qn("a:alpha"), val=FAINT)


def _each_year(axis: Any) -> None:
    """A mark and a name for each year; the days between the months have no place of their own."""
    for name, value in (("c:baseTimeUnit", "days"), ("c:majorUnit", "1"), ("c:majorTimeUnit", "years")):
        found = axis.find(qn(name))
        if found is not None:
            axis.remove(found)
        etree.SubElement(axis, qn(name), val=value)


def _draw(series: Any, line: ChartLine, chart: LineChart, text: Emu) -> None:
    series.smooth = False
    if line.stroke in MARKS:
        series.format.line.fill.background()
        marker = series.marker
        marker.style, marker.size = MARKS[line.stroke], MARK_SIZE
        marker.format.fill.background()
        marker.format.line.color.theme_color = INK
        return
    width, colour, dashes = LINES[line.stroke]
    series.format.line.width = Emu(width * POINT // 100)
    series.format.line.color.theme_color = colour
    if dashes is not None:
        series.format.line.dash_style = dashes
    if line.stroke is not Stroke.REAL:
        series.marker.style = XL_MARKER_STYLE.NONE
    else:
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, REAL_MARK
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.theme_color = INK
        series.marker.format.line.color.theme_color = INK
        _label_last(series, line, chart, text)


def _label_last(series: Any, line: ChartLine, chart: LineChart, text: Emu) -> None:
    """The last number is written beside its point."""
    rank = max((rank for rank, value in enumerate(line.values) if value is not None), default=None)
    if rank is None:
        return
    label = series.points[rank].data_label
    label.position = XL_LABEL_POSITION.RIGHT if chart.climbs else XL_LABEL_POSITION.ABOVE
    label.font.size, label.font.bold = text, True
    element = label._dLbl
    for name, shown in (
        ("c:showLegendKey", "0"),
        ("c:showVal", "1"),
        ("c:showCatName", "0"),
        ("c:showSerName", "0"),
    ):
        found = element.find(qn(name))
        if found is not None:
            found.set("val", shown)
