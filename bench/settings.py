"""A database of its own, thrown away at the end; DATABASE_URL may name an empty one on a real server."""

import os
import tempfile
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="bench-cpg-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(FOLDER.name) / 'bench.sqlite3'}")

from cpg.settings.test import *  # noqa: E402, F403 - the address of the database comes first

ROOT_URLCONF = "bench.urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
