"""Start a PostgreSQL for the bench and delete it at the end, unless DATABASE_URL names an empty database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.postgres import PostgresServer


@contextmanager
def database() -> Iterator[None]:
    if os.environ.get("DATABASE_URL"):
        yield
        return
    server = PostgresServer(settings=())
    server.start()
    os.environ["DATABASE_URL"] = server.create_database("bench")
    try:
        yield
    finally:
        server.stop()
