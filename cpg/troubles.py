"""Errors whose cause is the server under the application: a database that says nothing, a full disk."""

from collections.abc import Iterator
from enum import StrEnum
from errno import EDQUOT, ENOSPC

import psycopg

SQLITE_FULL = "database or disk is full"


class Trouble(StrEnum):
    """Its value is the code of the API."""

    DATABASE = "database_away"
    DISK = "disk_full"

    @property
    def template(self) -> str:
        return TEMPLATES[self]


TEMPLATES = {Trouble.DATABASE: "database_away.html", Trouble.DISK: "disk_full.html"}


def trouble_of(error: BaseException | None) -> Trouble | None:
    return next((found for each in _causes(error) if (found := _of_one(each))), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of_one(error: BaseException) -> Trouble | None:
    match error:
        case OSError(errno=number) if number in {ENOSPC, EDQUOT}:
            return Trouble.DISK
        case psycopg.errors.DiskFull():
            return Trouble.DISK
        # Without a code of the server's: there was no answer.
        case psycopg.OperationalError(sqlstate=None):
            return Trouble.DATABASE
        case _ if SQLITE_FULL in str(error):
            return Trouble.DISK
    return None
