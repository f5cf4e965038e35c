"""A view of an SQLite file of the folders that the server opens, which is never written."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from commitments.ledger.tables.limits import MOST_ROWS
from indicators.sources import arrived
from indicators.sources.arrived import Connection, SourceTrouble
from indicators.sources.readers import folder
from indicators.sources.readers.views import Table, column_gone, no_such_view, too_long

SCHEME = "sqlite:///"
# Instructions of SQLite between two looks at the time.
STEPS = 10_000


def rows_of(connection: Connection, names: Sequence[str], columns: Sequence[str]) -> Table:
    path = Path("/" + connection.secret.removeprefix(SCHEME).lstrip("/"))
    place = folder.allowed(str(path.parent), connection.body) / path.name
    if place.is_symlink() or not place.is_file():
        raise SourceTrouble("Le fichier de la base est introuvable\u00a0: vérifiez l’adresse dans le secret.")
    ends = monotonic() + arrived.READ_SECONDS
    wanted = ", ".join(map(_quoted, columns)) or "*"
    try:
        with closing(sqlite3.connect(f"file:{quote(str(place))}?mode=ro", uri=True, timeout=1)) as opened:
            opened.execute("PRAGMA query_only = ON")
            opened.execute("PRAGMA trusted_schema = OFF")
            opened.set_progress_handler(lambda: monotonic() > ends, STEPS)
            cursor = opened.execute(f"SELECT {wanted} FROM {'.'.join(map(_quoted, names))}")  # noqa: S608 - quoted
            headings = [str(column[0]) for column in cursor.description]
            return headings, [tuple(map(_exact, row)) for row in cursor.fetchmany(MOST_ROWS + 1)]
    except sqlite3.Error as error:
        raise _trouble(error, ".".join(names)) from None


def _quoted(name: str) -> str:
    """SQLite takes a quoted name that is no column for a text: brackets it does not."""
    if "]" in name:
        raise SourceTrouble("Le nom d’une colonne a un crochet\u00a0: renommez-la dans la vue.")
    return f"[{name}]"


def _exact(value: object) -> object:
    """A double as the shortest text that is this number."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def _trouble(error: sqlite3.Error, view: str) -> SourceTrouble:
    text = str(error)
    if text.startswith(("no such table", "unknown database")):
        return no_such_view(view)
    if text.startswith("no such column"):
        return column_gone(view)
    if text == "interrupted":
        return too_long(view)
    return SourceTrouble(
        f"La base n’a pas donné {view}\u00a0: vérifiez que ce fichier en est une, entière et lisible par "
        "l’application."
    )
