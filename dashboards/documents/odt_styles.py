"""The styles of the ODT: named, so that who edits it changes them in one place."""

from typing import Any

from odf.style import (
    DefaultStyle,
    Footer,
    Header,
    ListLevelProperties,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableProperties,
    TableRowProperties,
    TextProperties,
)
from odf.text import ListLevelStyleBullet, ListStyle, P, PageCount, PageNumber

from dashboards.documents.blocks import Document, Tone

CONTENT_MILLIMETRES = 170
INK, SOFT, RULE, BAND, ACCENT = "#17202a", "#4a5560", "#c9d0d6", "#f3f5f7", "#1f4e79"
COLOURS = {
    Tone.GOOD: "#0b5f7a",
    Tone.MIDDLE: "#8f5d00",
    Tone.BAD: "#9c1238",
    Tone.QUIET: "#465261",
    Tone.PARTIAL: "#465261",
    Tone.NOT_DUE: "#465261",
    Tone.WITHOUT: "#465261",
    Tone.NO_OBJECT: "#465261",
    Tone.NEUTRAL: "#465261",
    Tone.DONE: "#17202a",
    Tone.UNDER_WAY: "#465261",
    Tone.LATE: "#9c1238",
    Tone.TO_COME: "#465261",
    Tone.STOPPED: "#465261",
}
TONE_STYLES = {tone: f"Tone{tone.value.capitalize()}" for tone in COLOURS}
FONT = "Liberation Serif"
BASE = "Standard"
LINK = "Index_20_Link"
# Name: text properties, paragraph properties.
PARAGRAPHS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "Title": ({"fontsize": "26pt", "fontweight": "bold", "color": ACCENT}, {"marginbottom": "2mm"}),
    "Subtitle": ({"fontsize": "14pt"}, {"marginbottom": "6mm"}),
    "Warning": ({"fontweight": "bold", "color": COLOURS[Tone.BAD]}, {"marginbottom": "6mm"}),
    "Body": ({}, {"marginbottom": "2mm"}),
    "Lead": ({"fontsize": "12pt"}, {"marginbottom": "3mm"}),
    "Small": ({"fontsize": "9pt", "color": SOFT}, {"marginbottom": "2mm"}),
    "Caption": (
        {"fontsize": "9pt", "color": SOFT},
        {"margintop": "3mm", "marginbottom": "1mm", "keepwithnext": "always"},
    ),
    "ContentsTitle": ({"fontsize": "13pt", "fontweight": "bold", "color": ACCENT}, {"marginbottom": "2mm"}),
    "Contents1": ({"fontweight": "bold"}, {"margintop": "1.5mm"}),
    "Contents2": ({}, {"marginleft": "5mm"}),
    "CellStart": ({"fontsize": "8.5pt"}, {}),
    "CellEnd": ({"fontsize": "8.5pt"}, {"textalign": "end"}),
    "CellDetail": ({"fontsize": "7.5pt", "color": SOFT}, {}),
}
# Those that the word processor knows: its navigator, its outline and its own contents follow them.
HEADINGS = {
    "Heading_20_1": ({"fontsize": "18pt", "color": ACCENT}, {"breakbefore": "page", "marginbottom": "4mm"}),
    "Heading_20_1_20_suite": (
        {"fontsize": "18pt", "color": ACCENT},
        {"margintop": "10mm", "marginbottom": "4mm"},
    ),
    "Heading_20_2": ({"fontsize": "13pt", "color": ACCENT}, {"margintop": "6mm", "marginbottom": "2mm"}),
    "Heading_20_3": ({"fontsize": "10.5pt", "color": INK}, {"margintop": "4mm", "marginbottom": "2mm"}),
}


def add_styles(file: Any) -> None:
    default = DefaultStyle(family="paragraph")
    default.addElement(
        TextProperties(language="fr", country="FR", fontfamily=FONT, fontsize="10pt", color=INK)
    )
    file.styles.addElement(default)
    _add(file, BASE, {}, {})
    for name, (text, paragraph) in PARAGRAPHS.items():
        _add(file, name, text, paragraph, parentstylename=BASE)
    _add(file, "Heading", {"fontweight": "bold"}, {"keepwithnext": "always"}, parentstylename=BASE)
    for name, (text, paragraph) in HEADINGS.items():
        _add(
            file,
            name,
            text,
            paragraph,
            parentstylename="Heading",
            nextstylename="Body",
            defaultoutlinelevel=name.split("_20_")[1],
        )
    _text(file, LINK)
    for tone, name in TONE_STYLES.items():
        _text(file, name, color=COLOURS[tone])
    _text(file, "Strong", fontweight="bold")
    _text(file, "Plain", fontweight="normal")
    _tables(file)
    _bullets(file)


def column_style(file: Any, name: str, width: int, shares: int) -> str:
    """The style of a column that takes `width` of the `shares` of the line, in whole hundredths of a millimetre."""
    style = Style(name=name, family="table-column")
    hundredths = CONTENT_MILLIMETRES * 100 * width // shares
    style.addElement(TableColumnProperties(columnwidth=f"{hundredths // 100}.{hundredths % 100:02}mm"))
    file.automaticstyles.addElement(style)
    return name


def add_page(file: Any, document: Document) -> None:
    """A4 with the document named at the head, and pages counted at the foot."""
    layout = PageLayout(name="A4")
    layout.addElement(
        PageLayoutProperties(
            pagewidth="210mm", pageheight="297mm",
            margintop="15mm", marginbottom="15mm", marginleft="20mm", marginright="20mm",
        )
    )  # fmt: skip
    file.automaticstyles.addElement(layout)
    master = MasterPage(name="Standard", pagelayoutname="A4")
    head, foot = Header(), Footer()
    head.addElement(P(stylename="Small", text=f"{document.title}, {document.subtitle} – {document.body}"))
    told = " · ".join(part for part in (document.dated, document.warning) if part)
    line = P(stylename="Small", text=f"{told} – page\u00a0")
    line.addElement(PageNumber(selectpage="current"))
    line.addText(" / ")
    line.addElement(PageCount())
    foot.addElement(line)
    master.addElement(head)
    master.addElement(foot)
    file.masterstyles.addElement(master)


def _add(file: Any, name: str, text: dict[str, str], paragraph: dict[str, str], **more: str) -> None:
    style = Style(name=name, displayname=name.replace("_20_", " "), family="paragraph", **more)
    style.addElement(ParagraphProperties(**paragraph))
    style.addElement(TextProperties(**text))
    file.styles.addElement(style)


def _text(file: Any, name: str, **properties: str) -> None:
    style = Style(name=name, displayname=name.replace("_20_", " "), family="text")
    style.addElement(TextProperties(**properties))
    file.styles.addElement(style)


def _tables(file: Any) -> None:
    table = Style(name="Table", family="table")
    table.addElement(
        TableProperties(
            width=f"{CONTENT_MILLIMETRES}mm", align="left", marginbottom="4mm", bordermodel="collapsing"
        )
    )
    row = Style(name="Row", family="table-row")
    row.addElement(TableRowProperties(keeptogether="always"))
    cell, head = Style(name="DocumentCell", family="table-cell"), Style(name="HeadCell", family="table-cell")
    common = {"padding": "1mm", "borderbottom": f"0.4pt solid {RULE}"}
    cell.addElement(TableCellProperties(**common))
    head.addElement(TableCellProperties(backgroundcolor=BAND, **common))
    for style in (table, row, cell, head):
        file.automaticstyles.addElement(style)


def _bullets(file: Any) -> None:
    style = ListStyle(name="Bullets")
    level = ListLevelStyleBullet(level="1", bulletchar="•")
    level.addElement(ListLevelProperties(spacebefore="3mm", minlabelwidth="4mm"))
    style.addElement(level)
    file.styles.addElement(style)
