"""Open a zip from anyone: never more is unpacked than allowed, whatever its own directory claims."""

import io
import zipfile
import zlib
from collections.abc import Iterable

MOST_ENTRIES = 1_000
ENTRY_SIGNATURE = b"PK\x01\x02"
ARCHIVE_SIGNATURE = b"PK\x03\x04"
IS_ENCRYPTED = 1
# Others ask for as much memory as the file itself says.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class UnsafeArchiveError(Exception):
    """The archive is not one that a spreadsheet or a text processor writes."""


class TooLargeError(UnsafeArchiveError):
    """It unpacks to more than is allowed."""


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, if it has few entries, each of its own name, that can be read without a password.

    The entries are counted before the directory is read: each would cost a hundred times its size in memory.
    """
    if content.count(ENTRY_SIGNATURE) > MOST_ENTRIES:
        raise TooLargeError
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnsafeArchiveError from error
    entries = archive.infolist()
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnsafeArchiveError
    if any(entry.flag_bits & IS_ENCRYPTED or entry.compress_type not in METHODS for entry in entries):
        raise UnsafeArchiveError
    return archive


def unpacked(archive: zipfile.ZipFile, name: str, at_most: int) -> bytes:
    """The content of an entry: reading stops at the limit, not at the size that the entry claims."""
    try:
        with archive.open(name) as file:
            content = file.read(at_most + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise UnsafeArchiveError from error
    if len(content) > at_most:
        raise TooLargeError
    return content


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of these parts and nothing else."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name), part)
    return content.getvalue()
