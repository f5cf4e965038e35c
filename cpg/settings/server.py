"""Connections to PostgreSQL that survive a restart of the server, and notice when it says nothing."""

CONNECTION_SECONDS = 600
CONNECT_SECONDS = 3


def with_lasting_connections(database: dict[str, object]) -> dict[str, object]:
    """Keep one connection a thread and check it at the start of each request, so that a dead one is replaced.

    Options in DATABASE_URL (sslmode) stay. A pool (psycopg_pool) was tried: after a restart of the server it tries its
    dead connections one after the other with a growing delay, and the first pages were errors.
    """
    given = database.get("OPTIONS")
    options = given if isinstance(given, dict) else {}
    return database | {
        "ENGINE": "cpg.database",
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        # Of `planned_cursor` only: whatever else Django asks is planned each time.
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS, "prepare_threshold": 0, **options},
    }
