"""Reading by a connection: its secret, its reader, and no failure but one that a person can be told."""

import structlog

from indicators.models import SourceConnection, SourceKind
from indicators.sources.arrived import LARGEST_ARRIVAL, MOST_FILES, ArrivedFile, Connection, SourceTrouble
from indicators.sources.readers import READERS
from indicators.sources.secrets import secret_of

log = structlog.get_logger(__name__)


def read_all(connection: SourceConnection) -> list[ArrivedFile]:
    """All that is there now. Raises SourceTrouble. The connection comes with its body."""
    body = connection.body.code
    given = Connection(connection.settings, secret_of(connection.reference, body), body)
    try:
        files = READERS[SourceKind(connection.kind)].read(given)
    except SourceTrouble:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the origin was not read
        # What a library says may hold the address with its secret: the log has its kind alone.
        log.error("source_reader_failed", connection=connection.pk, error=type(error).__name__)
        raise SourceTrouble(
            f"La lecture a échoué ({type(error).__name__})\u00a0: vérifiez la connexion, ou prévenez l’administrateur."
        ) from None
    if len(files) > MOST_FILES or any(len(each.content) > LARGEST_ARRIVAL for each in files):
        raise SourceTrouble(
            f"Il y a plus de {MOST_FILES} fichiers, ou l’un est trop gros\u00a0: précisez la connexion."
        )
    return files
