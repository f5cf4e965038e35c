"""Documents of a contract laid out by the tests: headings, paragraphs and tables, as PDF, DOCX, ODT."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import docx
import typst
from odf.opendocument import OpenDocumentText
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P


@dataclass(frozen=True)
class TableOf:
    """`heading` has rows of (text, columns that it covers)."""

    heading: list[list[tuple[str, int]]]
    rows: list[list[str]]
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass
class Layout:
    """`annexe` and `fiche` change the cells of targets on their way to the page: {(code, year, level): text}."""

    annexe: dict[tuple[str, int, str], str] = field(default_factory=dict)
    fiche: dict[tuple[str, int], str] = field(default_factory=dict)
    widths: Sequence[int] = (2, 7, 7)
    label_width: int = 16


FOOTER = '[CPG d’essai #h(1fr) #context counter(page).display("P. 1 / 1", both: true)]'

type Blocks = list[Heading | TableOf | str]


def blocks_of(data: dict[str, Any], layout: Layout) -> Blocks:
    """A contract as its document has it: parts, fiches with two tables each, and an annexe under its themes."""
    years = list(range(data["contrat"]["premier_exercice"], data["contrat"]["dernier_exercice"] + 1))
    blocks: Blocks = []
    for number, part in enumerate(data["parties"], start=1):
        blocks.append(Heading(f"PARTIE {number} – {part['titre']}"))
        for fiche in part["fiches"]:
            blocks += _fiche(data, fiche, years, layout)
    blocks += [Heading("ANNEXES"), Heading("Annexe 1 – Indicateurs"), _annexe(data, years, layout)]
    return blocks


def _fiche(data: dict[str, Any], fiche: dict[str, Any], years: list[int], layout: Layout) -> Blocks:
    rows = []
    for engagement in fiche["engagements"]:
        for rank, action in enumerate(engagement["actions"]):
            held = [each["annees"] for each in action.get("livrables", [])] or [action["annees"]]
            marks = ["\n\n".join("X" for planned in held if year in planned) for year in years]
            code = engagement["code"] if not rank else ""
            rows.append(
                [code, engagement["libelle"], action["code"], action["libelle"], action["evaluation"], *marks]
            )
    names = ["N°", "Engagements", "N° action", "Actions", "Evaluation des actions", *map(str, years)]
    first, title, wording = layout.widths
    widths = [first, title, first + 1, wording, 8, *([2] * len(years))]
    indicators = [each for each in data["indicateurs"] if each["fiche"] == fiche["numero"]]
    blocks: Blocks = [
        Heading(f"Fiche {fiche['numero']} – {fiche['titre']}"),
        Heading("Enjeux"),
        fiche.get("enjeux") or "L’offre doit évoluer.",
        Heading("Engagements de la branche"),
    ]
    if rows:
        blocks.append(TableOf([[(name, 1) for name in names]], rows, widths))
    if indicators:
        blocks += [Heading("Indicateurs de performance"), _own_indicators(indicators, years, layout)]
    return blocks


def _own_indicators(indicators: list[dict[str, Any]], years: list[int], layout: Layout) -> TableOf:
    rows = [
        [
            each["code"],
            each.get("libelle_fiche") or each["libelle"],
            *(layout.fiche.get((each["code"], year), written(each, year, "objectif")) for year in years),
        ]
        for each in indicators
    ]
    return TableOf(
        [[("", 1), ("", 1), *((str(year), 1) for year in years)]],
        rows,
        [2, layout.label_width, *([4] * len(years))],
    )


def _annexe(data: dict[str, Any], years: list[int], layout: Layout) -> TableOf:
    heading = [
        [("", 1), ("Indicateurs", 1), *((str(year), 2) for year in years)],
        [("", 1), ("", 1), *((name, 1) for _ in years for name in ("Seuil", "Objectif"))],
    ]
    rows: list[list[str]] = []
    theme = 0
    for each in data["indicateurs"]:
        if each["theme"] != theme:
            theme = each["theme"]
            rows.append([data["themes"][theme - 1], *([""] * (1 + 2 * len(years)))])
        cells = [
            layout.annexe.get((each["code"], year, level), written(each, year, level))
            for year in years
            for level in ("seuil", "objectif")
        ]
        rows.append([each["code"], each["libelle"], *cells])
    rows.append(["TOTAL GENERAL", *([""] * (1 + 2 * len(years)))])
    return TableOf(heading, rows, [3, layout.label_width, *([4] * (2 * len(years)))])


def written(indicator: dict[str, Any], year: int, level: str) -> str:
    """A level as a contract writes it: thousands parted by a plain space, a comma, and its unit where it is short."""
    target = indicator["cibles"][str(year)]
    if target["type"] == "sans_cible":
        return "-"
    if target["type"] == "a_definir":
        return "Les trajectoires seront calculées" if year == min(map(int, indicator["cibles"])) else ""
    if level not in target:
        return ""
    number = f"{Decimal(target[level]):,}".replace(",", " ").replace(".", ",")
    return number + {"%": "%", "jours": "j"}.get(indicator["mesure"]["unite"], "")


def as_pdf(
    blocks: Blocks, *, has_rules: bool = True, flipped: bool = True, size: str = "8pt", margin: str = "1.5cm"
) -> bytes:
    """By Typst: rules or none, the page's side, sizes and margins move every column and every page break."""
    lines = [
        f'#set page(paper: "a4", flipped: {str(flipped).lower()}, margin: {margin}, footer: {FOOTER})',
        f'#set text(size: {size}, lang: "fr", hyphenate: false)',
    ]
    for block in blocks:
        if isinstance(block, Heading):
            lines.append(f"#par[#strong({_quoted(block.text)})]")
        elif isinstance(block, str):
            lines.append(f"#par(text({_quoted(block)}))")
        else:
            lines.append(_typst_table(block, has_rules=has_rules))
    return bytes(typst.compile("\n".join(lines).encode()))


def _typst_table(table: TableOf, *, has_rules: bool) -> str:
    widths = ", ".join(f"{width}fr" for width in table.widths)
    heading = ", ".join(
        f"table.cell(colspan: {span}, {_quoted(text)})" for row in table.heading for text, span in row
    )
    rows = ",\n".join(_typst_row(row) for row in table.rows)
    look = "0.5pt, inset: 4pt" if has_rules else "none, inset: (x: 4pt, y: 6pt)"
    return f"#table(columns: ({widths}), stroke: {look}, table.header({heading}),\n{rows})"


def _typst_row(row: list[str]) -> str:
    if not any(row[1:]):
        return f"table.cell(colspan: {len(row)}, {_quoted(row[0])})"
    return ", ".join(_quoted(text) for text in row)


def _quoted(text: str) -> str:
    return f"text({json.dumps(text, ensure_ascii=False)})"


def as_docx(blocks: Blocks) -> bytes:
    document = docx.Document()
    for block in blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text)
        elif isinstance(block, str):
            document.add_paragraph(block)
        else:
            _docx_table(document, block)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _docx_table(document: Any, table: TableOf) -> None:
    width = sum(span for _, span in table.heading[0])
    made = document.add_table(rows=0, cols=width)
    for row in table.heading:
        cells = made.add_row().cells
        at = 0
        for text, span in row:
            cell = cells[at] if span == 1 else cells[at].merge(cells[at + span - 1])
            cell.text = text
            at += span
    for texts in table.rows:
        cells = made.add_row().cells
        for cell, text in zip(cells, texts, strict=True):
            if text:
                cell.text = text


def as_odt(blocks: Blocks) -> bytes:
    document = OpenDocumentText()
    for block in blocks:
        if isinstance(block, TableOf):
            document.text.addElement(_odt_table(block))
        else:
            document.text.addElement(P(text=block.text if isinstance(block, Heading) else block))
    content = io.BytesIO()
    document.write(content)
    return content.getvalue()


def _odt_table(table: TableOf) -> Any:
    made = Table()
    made.addElement(TableColumn(numbercolumnsrepeated=sum(span for _, span in table.heading[0])))
    for row in [*table.heading, *[[(text, 1) for text in row] for row in table.rows]]:
        line = TableRow()
        for text, span in row:
            cell = TableCell(numbercolumnsspanned=span) if span > 1 else TableCell()
            for paragraph in text.split("\n"):
                cell.addElement(P(text=paragraph))
            line.addElement(cell)
            for _ in range(span - 1):
                line.addElement(CoveredTableCell())
        made.addElement(line)
    return made
