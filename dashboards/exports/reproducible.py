"""Archives whose bytes depend on nothing but what they hold."""

import io
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from xml.etree.ElementTree import canonicalize

ZIP_DAY = (2000, 1, 1, 0, 0, 0)


def reproducible(content: bytes) -> bytes:
    """The same archive, its files all of one day and their XML in canonical form.

    odfpy declares every namespace that the process has met so far: without this, the bytes would depend on
    what was written before.
    """
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fixed, "w") as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, ZIP_DAY)
            info.compress_type = entry.compress_type
            text = old.read(entry).decode()
            new.writestr(info, canonicalize(text) if entry.filename.endswith(".xml") else text)
    return fixed.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files, in this order, all of one day. Stored as they are: what a compressor makes of them
    depends on its version.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, ZIP_DAY)
            # Read by everybody, whatever the system that opens the archive.
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return made.getvalue()


CHECKSUMS = "SHA256SUMS"


def with_checksums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, then their fingerprints as `sha256sum --check` reads them."""
    lines = (f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    return {**files, CHECKSUMS: "".join(lines).encode()}
