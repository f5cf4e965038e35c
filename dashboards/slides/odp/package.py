"""The archive of an ODP: its type first and as it is, then its parts and the list of them."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from dashboards.exports.reproducible import ZIP_DAY
from dashboards.slides.odp.xml import VERSION, tag, written

TYPE = "application/vnd.oasis.opendocument.presentation"
OF_CHART = "application/vnd.oasis.opendocument.chart"
TYPES = {
    "xml": "text/xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
}


def packed(parts: Mapping[str, bytes], charts: Sequence[str]) -> bytes:
    """`charts` are the folders of parts that are charts."""
    listed = [("/", TYPE), *((f"{each}/", OF_CHART) for each in charts)]
    listed += [
        (name, TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")) for name in parts
    ]
    entries = [
        tag("manifest:file-entry", {"manifest:full-path": name, "manifest:media-type": kind})
        for name, kind in listed
    ]
    manifest = written(tag("manifest:manifest", {"manifest:version": VERSION}, *entries))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", ZIP_DAY), TYPE)
        for name, content in {**parts, "META-INF/manifest.xml": manifest}.items():
            info = zipfile.ZipInfo(name, ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()
