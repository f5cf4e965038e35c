"""A web server of one test's own, on a copy of the test's database: it may be killed, and its rows put back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from tests.support.services import WebServer, application_environment


class OwnServer(WebServer):
    """The embedded default, in a process of its own. `restore` makes the database again what it was at the start."""

    def __init__(self, folder: Path) -> None:
        self._first, self._live = folder / "first.sqlite3", folder / "live.sqlite3"
        with closing(sqlite3.connect(self._first)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        env = application_environment(f"sqlite:///{self._live}", "", CPG_STATE_DIR=str(folder))
        super().__init__({name: text for name, text in env.items() if name != "REDIS_URL"})
        self.restore()

    def restore(self) -> None:
        """Through SQLite itself: the server may run meanwhile."""
        with closing(sqlite3.connect(self._first)) as first, closing(sqlite3.connect(self._live)) as live:
            first.backup(live)

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self._live, timeout=20)) as live, live:
            return live.execute(sql, values).fetchall()
