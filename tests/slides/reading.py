"""A presentation as it is read back: by the library for PPTX, from its XML for ODP."""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from dashboards.slides.odp.lengths import emu
from dashboards.slides.odp.xml import attribute, name_of, parsed

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


def read_odp(content: bytes) -> list[ReadSlide]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.infolist()[0].filename == "mimetype"
    listed = parsed(archive.read("META-INF/manifest.xml")).iter(name_of("manifest:file-entry"))
    files = {attribute(each, "manifest:full-path") for each in listed}
    assert set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"} <= files, "a part is not listed"
    styles = parsed(archive.read("styles.xml"))
    (layout, *_) = styles.iter(name_of("style:page-layout-properties"))
    size = emu(attribute(layout, "fo:page-width")) or 0, emu(attribute(layout, "fo:page-height")) or 0
    root = parsed(archive.read("content.xml"))
    return [_page(page, archive, size) for page in root.iter(name_of("draw:page"))]


def _page(page: Any, archive: zipfile.ZipFile, size: tuple[int, int]) -> ReadSlide:
    found = ReadSlide("", [], [], [], [], "", [])
    found.notes = "\n".join(map(_said, page.find(name_of("presentation:notes")).iter(name_of("text:p"))))
    for frame in page.findall(name_of("draw:frame")):
        kind, alternative = attribute(frame, "presentation:class"), frame.find(name_of("svg:desc"))
        texts = [_said(each) for each in frame.findall(f"{name_of('draw:text-box')}/{name_of('text:p')}")]
        if kind == "title":
            found.title = " ".join(texts)
        elif attribute(frame, "draw:name") != "Numéro":
            found.texts += texts
        for table in frame.findall(name_of("table:table")):
            found.tables.append([_cells(row) for row in table.iter(name_of("table:table-row"))])
        for chart in frame.findall(name_of("draw:object")):
            path = chart.get(name_of("xlink:href")).removeprefix("./")
            found.charts.append(_read_object(parsed(archive.read(f"{path}/content.xml")), _said(alternative)))
        if alternative is not None:
            found.alternatives.append(_said(alternative))
        lengths = [emu(attribute(frame, f"svg:{name}")) or 0 for name in ("x", "y", "width", "height")]
        left, top, width, height = lengths
        if left < 0 or top < 0 or left + width > size[0] or top + height > size[1]:
            found.outside.append(attribute(frame, "draw:name"))
    return found


def _cells(row: Any) -> list[str]:
    return [
        " ".join(map(_said, cell.iter(name_of("text:p")))) for cell in row.iter(name_of("table:table-cell"))
    ]


def _said(element: Any) -> str:
    return "".join(element.itertext())


def _read_object(root: Any, alternative: str) -> ReadChart:
    head, *rows = [_cells(row) for row in root.iter(name_of("table:table-row"))]
    days = [str(FIRST_DAY + timedelta(int(row[0]))) for row in rows]
    series = {
        name: {day: row[rank] for day, row in zip(days, rows, strict=True) if row[rank] != "NaN"}
        for rank, name in enumerate(head)
        if rank
    }
    return ReadChart(alternative, alternative, series)
