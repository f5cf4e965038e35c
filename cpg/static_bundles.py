"""Build `cpg/app.css` from the parts in `cpg/static/cpg/css/`, joined in the order of their names.

The browser loads one file, developers edit small ones. `collectstatic` compresses files; where they are served without
it (the embedded default) a compressed copy, five times smaller, is written here.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PARTS = Path(__file__).parent / "static" / "cpg" / "css"
COMMENT, INDENT = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s*\n\s*")
NAME, TWIN = "cpg/app.css", "cpg/app.css.gz"


def parts() -> list[Path]:
    """The stylesheet's parts, in the order in which the browser reads them."""
    return sorted(PARTS.glob("*.css"))


def stylesheet() -> str:
    """The parts as one text, without what is there for those who read them: a fifth less to send."""
    return "\n".join(INDENT.sub("\n", COMMENT.sub("", part.read_text(encoding="utf-8"))) for part in parts())


def write_if_changed(path: Path, content: bytes) -> None:
    """Write by renaming a temporary file: several processes start together, and none may serve half a file."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    written = Path(file.name)
    written.chmod(0o644)
    written.replace(path)


class StylesheetFinder(BaseFinder):
    """Serve `cpg/app.css` from the state folder, and write it again when a part has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.STATE_DIR) / "bundles")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        path_of_bundle = self._written() if path == NAME else None
        if find_all:
            return [path_of_bundle] if path_of_bundle else []
        return path_of_bundle or []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._written()
        yield NAME, self.storage
        if settings.WHITENOISE_USE_FINDERS:
            yield TWIN, self.storage

    def _written(self) -> str:
        content = stylesheet().encode()
        write_if_changed(Path(self.storage.path(TWIN)), gzip.compress(content, mtime=0))
        write_if_changed(Path(self.storage.path(NAME)), content)
        return self.storage.path(NAME)
