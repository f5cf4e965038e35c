"""The parts of a workbook that are read, checked first: nothing hostile in them, and nothing hidden."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from commitments.ledger.files.archives import (
    TooLargeError,
    UnsafeArchiveError,
    open_archive,
    packed,
    unpacked,
)
from commitments.ledger.tables.limits import LARGEST_UNPACKED
from commitments.ledger.tables.rows import UnreadableFileError

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
MACROS = ("xl/vbaProject", "xl/macrosheets/", "xl/dialogsheets/", "xl/activeX/")
LINKS = ("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/", "xl/embeddings/", "xl/webextensions/")
# Where the reader looks for the workbook: always the one that was checked.
ROOT = "_rels/.rels"
TO_THE_WORKBOOK = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    b' Target="xl/workbook.xml"/></Relationships>'
)
# How a workbook whose results were never computed names its writer, which put zeros in their place.
NEVER_COMPUTED = {"1", "true"}


def damaged() -> UnreadableFileError:
    return UnreadableFileError("Ce classeur ne peut pas être lu : enregistrez-le à nouveau au format XLSX.")


def too_large() -> UnreadableFileError:
    return UnreadableFileError("Ce classeur est trop gros une fois ouvert : gardez la feuille à importer.")


@dataclass(frozen=True, slots=True)
class Package:
    """`parts` by name, measured; `sheet` is the name of the first sheet's."""

    parts: Mapping[str, bytes]
    sheet: str
    is_computed: bool

    def content(self) -> bytes:
        """A workbook of these parts alone: whoever reads it finds nothing else than what was checked."""
        return packed([(ROOT, TO_THE_WORKBOOK), *self.parts.items()])


def open_package(content: bytes) -> Package:
    try:
        with open_archive(content) as archive:
            return _package(archive)
    except TooLargeError as error:
        raise too_large() from error
    except (UnsafeArchiveError, expat.ExpatError, ValueError) as error:
        raise damaged() from error


def elements(part: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The elements of a small part, each by its name without prefix, with its attributes."""
    found: list[tuple[str, Mapping[str, str]]] = []
    parser = reader()
    parser.StartElementHandler = lambda name, attributes: found.append((local(name), attributes))
    parser.Parse(part, True)
    return iter(found)


def reader() -> expat.XMLParserType:
    """A parser of XML that declares nothing: no entity can grow, or name a file of this machine."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declarations
    return parser


def local(name: str) -> str:
    """Without its prefix, which is the writer's choice."""
    return name.rpartition(":")[2]


def _refuse_declarations(*declared: object) -> None:
    raise damaged()


def _package(archive: zipfile.ZipFile) -> Package:
    names = set(archive.namelist())
    _refuse_what_acts(names)
    if not {WORKBOOK, RELATIONS} <= names:
        raise damaged()
    parts, left = {}, LARGEST_UNPACKED
    for name in (WORKBOOK, RELATIONS):
        parts[name] = unpacked(archive, name, left)
        left -= len(parts[name])
    sheet = _first_sheet(parts)
    if sheet not in names:
        raise damaged()
    for name in (STYLES, STRINGS, sheet):
        if name in names:
            parts[name] = unpacked(archive, name, left)
            left -= len(parts[name])
    settings = (attributes for name, attributes in elements(parts[WORKBOOK]) if name == "calcPr")
    is_computed = all(each.get("fullCalcOnLoad") not in NEVER_COMPUTED for each in settings)
    return Package(parts, sheet, is_computed)


def _refuse_what_acts(names: set[str]) -> None:
    if any(name.startswith(MACROS) for name in names):
        raise UnreadableFileError(
            "Ce classeur contient des macros : enregistrez-le au format XLSX, qui n’en a pas."
        )
    if any(name.startswith(LINKS) for name in names):
        raise UnreadableFileError(
            "Ce classeur est lié à d’autres fichiers : collez-y les valeurs elles-mêmes, puis supprimez les liaisons."
        )


def _first_sheet(parts: Mapping[str, bytes]) -> str:
    """The path of the sheet that the workbook lists first."""
    sheets = [attributes for name, attributes in elements(parts[WORKBOOK]) if name == "sheet"]
    relation = next((value for name, value in sheets[0].items() if local(name) == "id"), "") if sheets else ""
    for name, attributes in elements(parts[RELATIONS]):
        if name == "Relationship" and attributes.get("Id") == relation:
            return "xl/" + attributes.get("Target", "").removeprefix("/xl/")
    return ""
