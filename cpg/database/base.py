"""The backend that `ENGINE = "cpg.database"` names: connections that notice a server which no longer answers."""

from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper

from cpg.database.silence import BoundedConnection, SilentDatabaseError, Watch, ask_a_new_connection

# How parameters are given to psycopg is Django's; only who opens the connection is ours.
_psycopg = SimpleNamespace(**{**vars(psycopg), "connect": BoundedConnection.connect})
# What tells one server from another; the rest of the parameters are objects of Django's.
NAMING = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey")


class DatabaseWrapper(base.DatabaseWrapper):
    Database = _psycopg  # type: ignore[assignment]

    def get_new_connection(self, conn_params: dict[str, Any]) -> BoundedConnection:
        watch = watch_of(tuple((name, str(conn_params[name])) for name in NAMING if name in conn_params))
        if watch.stays_silent():
            raise SilentDatabaseError
        connection: BoundedConnection = super().get_new_connection(conn_params)
        connection.watch = watch
        return connection

    def planned_cursor(self) -> CursorWrapper:
        """A cursor for statements that each page asks: the server reads and plans them once for each connection.

        Only for those whose columns keep their types, as a text does: the server refuses a plan that gives others.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.validate_thread_sharing()
        with self.wrap_database_errors:
            cursor: Any = base.ServerBindingCursor(self.connection)  # type: ignore[call-arg]
        return self.make_debug_cursor(cursor) if self.queries_logged else self.make_cursor(cursor)


@cache
def watch_of(named: tuple[tuple[str, str], ...]) -> Watch:
    """One for all threads of the process: a server that is silent to one is silent to all."""
    return Watch(partial(ask_a_new_connection, dict(named)))
