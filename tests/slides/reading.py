"""A presentation as it is read back: by the library for PPTX, from its XML for ODP."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from python_calamine import CalamineWorkbook

# A day of a workbook is counted from this one.
FIRST_DAY = date(1899, 12, 30)


@dataclass
class ReadChart:
    """Numbers as they are written, by the name of their series and the last day of their month."""

    name: str
    alternative: str
    series: dict[str, dict[str, str]]
    workbook: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class ReadSlide:
    title: str
    texts: list[str]
    tables: list[list[list[str]]]
    charts: list[ReadChart]
    alternatives: list[str]
    notes: str
    outside: list[str]

    @property
    def text(self) -> str:
        cells = (cell for table in self.tables for row in table for cell in row)
        return " ".join(" ".join([*self.texts, *cells]).split())


def read_pptx(content: bytes) -> list[ReadSlide]:
    presentation = Presentation(io.BytesIO(content))
    size = presentation.slide_width, presentation.slide_height
    return [_slide(slide, size) for slide in presentation.slides]


def _slide(slide: Any, size: tuple[int, int]) -> ReadSlide:
    found = ReadSlide(slide.shapes.title.text, [], [], [], [], slide.notes_slide.notes_text_frame.text, [])
    for shape in slide.shapes:
        is_number = shape.is_placeholder and shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
        if shape.has_text_frame and shape != slide.shapes.title and not is_number:
            found.texts.append(shape.text_frame.text)
        if shape.has_table:
            found.tables.append([[cell.text for cell in row.cells] for row in shape.table.rows])
        if shape.has_chart:
            found.charts.append(_chart(shape))
        if shape.has_table or shape.has_chart:
            found.alternatives.append(shape._element.nvGraphicFramePr.cNvPr.get("descr", ""))
        right, bottom = shape.left + shape.width, shape.top + _height(shape)
        if shape.left < 0 or shape.top < 0 or right > size[0] or bottom > size[1]:
            found.outside.append(shape.name)
    return found


def _height(shape: Any) -> int:
    return sum(row.height for row in shape.table.rows) if shape.has_table else shape.height


def _chart(shape: Any) -> ReadChart:
    chart = shape.chart
    days = [str(FIRST_DAY + timedelta(int(float(each.label)))) for each in chart.plots[0].categories]
    series = {}
    for each in chart.plots[0].series:
        points = each._element.find(qn("c:val")).iter(qn("c:pt"))
        series[each.name] = {days[int(point.get("idx"))]: point.find(qn("c:v")).text for point in points}
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    head, *rows = sheet.get_sheet_by_index(0).to_python()
    workbook = {
        name: {str(row[0]): row[rank] for row in rows if row[rank] != ""}
        for rank, name in enumerate(head)
        if rank
    }
    return ReadChart(shape.name, shape._element.nvGraphicFramePr.cNvPr.get("descr"), series, workbook)
