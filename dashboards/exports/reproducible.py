"""OpenDocument archives whose bytes depend on nothing but what they hold."""

import io
import zipfile
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
