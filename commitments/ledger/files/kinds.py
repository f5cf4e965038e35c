"""What a file is, recognised by its content: a name may say anything."""

import re
import zipfile
from dataclasses import dataclass

from commitments.ledger.files.archives import (
    ARCHIVE_SIGNATURE,
    TooLargeError,
    UnsafeArchiveError,
    open_archive,
    unpacked,
)

LONGEST_NAME = 200
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
TAKEN = "PDF, PNG, JPEG, CSV, XLSX, ODS, DOCX, ODT et texte"
# Text that a browser or a machine would run if it were opened as something else.
RUNS = re.compile(r"\s*(<|#!|MZ|@echo)", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
# Signs that turn the direction of a line hide the end of a name.
NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
MACROS = ("vbaProject", "macrosheets", "activeX", "Basic/", "Scripts/")
LARGEST_TYPE = 200


class RefusedFileError(Exception):
    """The file is not taken; the message says why."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """`label` is what pages call it."""

    content_type: str
    suffix: str
    label: str
    other_suffixes: tuple[str, ...] = ()


PDF = FileKind("application/pdf", ".pdf", "PDF")
PNG = FileKind("image/png", ".png", "image PNG")
JPEG = FileKind("image/jpeg", ".jpg", "image JPEG", (".jpeg",))
CSV = FileKind("text/csv", ".csv", "CSV")
TXT = FileKind("text/plain", ".txt", "texte", (".md", ".log"))
# Of a text, by the name that the web gives to how Python decodes it; tried in this order.
CHARSETS = {"utf-8-sig": "utf-8", "cp1252": "windows-1252"}
WIDE = {"utf-16": "utf-16"}
SIGNATURES = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
# By the part that makes an Office document one, and by the type that an OpenDocument declares.
OF_OFFICE = {
    "xl/workbook.xml": FileKind(f"{OFFICE}.spreadsheetml.sheet", ".xlsx", "classeur XLSX"),
    "word/document.xml": FileKind(f"{OFFICE}.wordprocessingml.document", ".docx", "document DOCX"),
}
OPEN_DOCUMENTS = {
    f"{OPEN}.spreadsheet": FileKind(f"{OPEN}.spreadsheet", ".ods", "classeur ODS"),
    f"{OPEN}.text": FileKind(f"{OPEN}.text", ".odt", "document ODT"),
}
LABELS = {
    kind.content_type: kind.label
    for kind in (*SIGNATURES.values(), CSV, TXT, *OF_OFFICE.values(), *OPEN_DOCUMENTS.values())
}


def kind_of(content: bytes, name: str) -> FileKind:
    """The name only distinguishes a CSV from another text. Raises RefusedFileError for anything that is not taken."""
    if not content:
        raise RefusedFileError("Ce fichier est vide.")
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content.startswith(ARCHIVE_SIGNATURE):
        return _document(content)
    text = _text(content)
    if text is None or RUNS.match(text):
        raise RefusedFileError(f"Ce type de fichier n’est pas pris : envoyez un fichier {TAKEN}.")
    return CSV if name.lower().endswith(CSV.suffix) else TXT


def name_for(name: str, kind: FileKind) -> str:
    """The name for downloads: its ending is that of the kind of file."""
    kept = NOT_IN_A_NAME.sub(" ", name).strip(" .") or "preuve"
    suffixes = (kind.suffix, *kind.other_suffixes)
    ending = next((suffix for suffix in suffixes if kept.lower().endswith(suffix)), None)
    stem = kept[: -len(ending)] if ending else kept
    return f"{stem[: LONGEST_NAME - 8].strip(' .') or 'preuve'}{ending or kind.suffix}"


def _document(content: bytes) -> FileKind:
    try:
        with open_archive(content) as archive:
            names = archive.namelist()
            if any(macro in name for name in names for macro in MACROS):
                raise RefusedFileError("Ce document contient des macros : enregistrez-le sans elles.")
            kind = _kind_of_archive(archive, set(names))
    except TooLargeError as error:
        raise RefusedFileError("Ce document a trop de parties\u00a0: enregistrez-le en PDF.") from error
    except UnsafeArchiveError as error:
        raise RefusedFileError("Ce document est endommagé ou protégé par un mot de passe.") from error
    if kind is None:
        raise RefusedFileError(f"Une archive n’est pas prise : envoyez un fichier {TAKEN}.")
    return kind


def _kind_of_archive(archive: zipfile.ZipFile, names: set[str]) -> FileKind | None:
    if "mimetype" in names:
        declared = unpacked(archive, "mimetype", LARGEST_TYPE).decode("ascii", "replace").strip()
        return OPEN_DOCUMENTS.get(declared)
    return next((kind for part, kind in OF_OFFICE.items() if part in names), None)


def content_type_of(content: bytes, stored: str) -> str:
    """With the charset of a text, which browsers would guess."""
    charset = _decoded(content)[1] if stored.startswith("text/") else ""
    return f"{stored}; charset={charset}" if charset else stored


def _text(content: bytes) -> str | None:
    """None for what is no text."""
    text, charset = _decoded(content)
    return text if charset and not CONTROLS.search(text) else None


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and its charset, both empty for what no charset reads."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding, charset in (WIDE | CHARSETS if is_wide else CHARSETS).items():
        try:
            return content.decode(encoding), charset
        except UnicodeDecodeError:
            continue
    return "", ""
