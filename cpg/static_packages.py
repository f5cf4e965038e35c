"""Serve browser assets from installed Python packages, so that no third-party file is in this repository."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from dashboards.charts.library import LIBRARY

PLOTLY_FOLDER = LIBRARY.parent
PLOTLY_FILES = {f"plotly/{LIBRARY.name}": LIBRARY.name}


class PlotlyFinder(BaseFinder):
    """Serve plotly.js from the installed plotly package, as `plotly/plotly.min.js`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=PLOTLY_FOLDER)
        self.storage.prefix = "plotly"  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = PLOTLY_FILES.get(path)
        installed = str(PLOTLY_FOLDER / name) if name else None
        if find_all:
            return [installed] if installed else []
        return installed or []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in PLOTLY_FILES.values():
            yield name, self.storage
