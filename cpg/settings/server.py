"""What connections to PostgreSQL need when the server is restarted under the application."""

KEPT_SECONDS = 600
CONNECT_SECONDS = 3


def kept_connections(database: dict[str, object]) -> dict[str, object]:
    """One connection for each thread, kept between requests and tried at the start of each: one of before a
    restart is replaced at once. What DATABASE_URL says of the connection (sslmode) stays.

    A pool (psycopg_pool) tries its dead connections one after the other, with a growing wait between them: the first
    pages after a restart were errors.
    """
    given = database.get("OPTIONS")
    options = given if isinstance(given, dict) else {}
    return database | {
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS, **options},
    }
