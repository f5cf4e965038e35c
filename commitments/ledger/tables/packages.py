"""The parts of a workbook that are read, checked first: nothing hostile in them, and nothing hidden."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from commitments.ledger.files.archives import TooLargeError, UnsafeArchiveError, open_archive, unpacked
from commitments.ledger.tables.limits import LARGEST_UNPACKED
from commitments.ledger.tables.rows import UnreadableFileError

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
CONTENT = "content.xml"
MACROS = ("xl/vbaProject", "xl/macrosheets/", "xl/dialogsheets/", "xl/activeX/", "Basic/", "Scripts/")
LINKS = ("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/", "xl/embeddings/", "xl/webextensions/")
WORKSHEET = "/worksheet"
TRUE = {"1", "true"}


def damaged() -> UnreadableFileError:
    return UnreadableFileError(
        "Ce classeur ne peut pas être lu\u00a0: enregistrez-le à nouveau au format XLSX ou ODS."
    )


def too_large() -> UnreadableFileError:
    return UnreadableFileError(
        "Ce classeur est trop gros une fois ouvert\u00a0: gardez la feuille à importer."
    )


@dataclass(frozen=True, slots=True)
class Package:
    """`parts` by name, measured; `sheets` the visible sheets by name, with the name of their part; `hidden` the others.

    A workbook whose results were never computed says so: its writer put zeros in their place.
    """

    parts: Mapping[str, bytes]
    sheets: Mapping[str, str]
    hidden: tuple[str, ...] = ()
    is_computed: bool = True
    is_1904: bool = False


def open_package(content: bytes) -> Package:
    """The parts of an XLSX; those of an ODS are its content alone, whose sheets it names itself."""
    try:
        with open_archive(content) as archive:
            names = set(archive.namelist())
            _refuse_what_acts(names)
            if CONTENT in names and WORKBOOK not in names:
                return Package({CONTENT: unpacked(archive, CONTENT, LARGEST_UNPACKED)}, {})
            return _package(archive, names)
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
    parser.buffer_text = True
    return parser


def local(name: str) -> str:
    """Without its prefix, which is the writer's choice."""
    return name.rpartition(":")[2]


def _refuse_declarations(*declared: object) -> None:
    raise damaged()


def _package(archive: zipfile.ZipFile, names: set[str]) -> Package:
    if not {WORKBOOK, RELATIONS} <= names:
        raise damaged()
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED

    def unpack(name: str) -> None:
        nonlocal left
        parts[name] = unpacked(archive, name, left)
        left -= len(parts[name])

    unpack(WORKBOOK)
    unpack(RELATIONS)
    sheets, hidden = _sheets(parts)
    if not set(sheets.values()) <= names:
        raise damaged()
    for name in {STYLES, STRINGS, *sheets.values()} & names:
        unpack(name)
    described = list(elements(parts[WORKBOOK]))
    settings = (attributes for name, attributes in described if name == "calcPr")
    dates = (attributes for name, attributes in described if name == "workbookPr")
    return Package(
        parts,
        sheets,
        hidden,
        is_computed=all(each.get("fullCalcOnLoad") not in TRUE for each in settings),
        is_1904=any(each.get("date1904") in TRUE for each in dates),
    )


def _refuse_what_acts(names: set[str]) -> None:
    if any(name.startswith(MACROS) for name in names):
        raise UnreadableFileError(
            "Ce classeur contient des macros\u00a0: enregistrez-le au format XLSX, qui n’en a pas."
        )
    if any(name.startswith(LINKS) for name in names):
        raise UnreadableFileError(
            "Ce classeur est lié à d’autres fichiers\u00a0: collez-y les valeurs elles-mêmes, puis supprimez les "
            "liaisons."
        )


def _sheets(parts: Mapping[str, bytes]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The paths of the sheets of cells that are shown, in the workbook's order, and the names of those that are not."""
    targets = {
        attributes.get("Id", ""): "xl/" + attributes.get("Target", "").removeprefix("/xl/")
        for name, attributes in elements(parts[RELATIONS])
        if name == "Relationship" and attributes.get("Type", "").endswith(WORKSHEET)
    }
    shown: dict[str, str] = {}
    hidden: list[str] = []
    for name, attributes in elements(parts[WORKBOOK]):
        relation = next((value for key, value in attributes.items() if local(key) == "id"), "")
        if name != "sheet" or relation not in targets:
            continue
        if attributes.get("state", "visible") == "visible":
            shown[attributes.get("name", "")] = targets[relation]
        else:
            hidden.append(attributes.get("name", ""))
    return shown, tuple(hidden)
