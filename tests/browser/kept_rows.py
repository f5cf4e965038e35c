"""The rows of a large set-up, made once for a module although each of its tests commits, and is emptied after it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from commitments.models import Contract


class KeptRows:
    """What `make` writes, and a copy of it in `folder`; files that it keeps are to go to `folder` too."""

    def __init__(self, make: Callable[[], Contract], folder: Path) -> None:
        self.folder = folder
        self._make = make
        self._copy = folder / "rows.sqlite3"
        self._key = 0

    def contract(self) -> Contract:
        """The contract of a database that holds these rows and no others. For PostgreSQL they are made anew."""
        if connection.vendor == "sqlite" and self._copy.exists():
            self._put_back()
        else:
            self._key = self._make().pk
            if connection.vendor == "sqlite":
                self._keep()
        return Contract.objects.get(pk=self._key)

    def _keep(self) -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(self._copy)) as copy:
            connection.connection.backup(copy)

    def _put_back(self) -> None:
        """Through SQLite itself: other threads may have the file open."""
        connection.ensure_connection()
        with closing(sqlite3.connect(self._copy)) as copy:
            copy.backup(connection.connection)
        # Emptying the tables gave them other keys.
        ContentType.objects.clear_cache()
