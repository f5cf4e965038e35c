"""How an error is told in the log: its kind and where it happened, without what was being written when it did.

PostgreSQL puts the whole row that it refuses under its message, and Python the text that is no number into its own.
"""

from collections.abc import Iterator
from traceback import format_tb
from types import TracebackType

import psycopg
from django.db.utils import DataError
from django.db.utils import Error as DatabaseError
from redis import ConnectionError as RedisAway

type Raised = tuple[type[BaseException], BaseException, TracebackType | None]

# They speak of code.
OF_CODE = (AttributeError, ImportError, NameError, NotImplementedError, TypeError)
OF_DATABASES = (DatabaseError, psycopg.Error)
# Of databases too, but they quote the value.
OF_VALUES = (DataError, psycopg.DataError)


def trace_of(exc_info: Raised) -> str:
    """As Python prints it: what came first is told first."""
    return "\n".join(reversed([_told(each) for each in _causes(exc_info[1])]))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        yield error
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    kind, message = type(error), _message(error)
    frames = "".join(format_tb(error.__traceback__))
    return f"{frames}{kind.__module__}.{kind.__qualname__}{f': {message}' if message else ''}"


def _message(error: BaseException) -> str:
    match error:
        case _ if isinstance(error, OF_VALUES):
            return ""
        case _ if isinstance(error, OF_DATABASES):
            # The row is in the lines below.
            return str(error).partition("\n")[0]
        case _ if isinstance(error, (*OF_CODE, RedisAway)):
            return str(error)
        case OSError():
            return error.strerror or ""
        case _:
            return ""
