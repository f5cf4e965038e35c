"""One stylesheet for the browser, many small ones for those who write them: `cpg/app.css` is the parts of
`cpg/static/cpg/css/`, one after the other in the order of their names.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PARTS = Path(__file__).parent / "static" / "cpg" / "css"
NAME = "cpg/app.css"


def parts() -> list[Path]:
    """The stylesheet's parts, in the order in which the browser reads them."""
    return sorted(PARTS.glob("*.css"))


def stylesheet() -> str:
    """The parts as one text, each under its own file's name."""
    return "\n".join(f"/* {part.name} */\n{part.read_text(encoding='utf-8')}" for part in parts())


def write_if_changed(path: Path, text: str) -> None:
    """Replace the file at once: several processes may start together, and none may serve half of it."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    written = Path(file.name)
    written.chmod(0o644)
    written.replace(path)


class StylesheetFinder(BaseFinder):
    """Serves `cpg/app.css`, written anew into the state folder whenever a part has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.STATE_DIR) / "bundles")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = self._written() if path == NAME else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._written()
        yield NAME, self.storage

    def _written(self) -> str:
        path = self.storage.path(NAME)
        write_if_changed(Path(path), stylesheet())
        return path
