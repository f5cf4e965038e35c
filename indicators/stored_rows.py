"""Write the attainments of many series at once: by COPY on PostgreSQL, by one statement of the ORM elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from django.db import connection

from indicators import stored
from indicators.domain.model import Attainment, Estimate
from indicators.models import StoredAttainment

KEY = ("indicator_id", "month")
# The only text that a person wrote: it comes last, and is escaped.
LABEL = "target_version"
COLUMNS = (*KEY, "sequence", *(name for name in stored.COLUMNS if name != LABEL), LABEL)
ARRIVING = "arriving_attainments"
TABLE = StoredAttainment._meta.db_table

_listed = ", ".join(COLUMNS)
_replaced = ", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS if name not in KEY)
# The rows arrive in a table of this session: COPY itself cannot replace a row. The table stays with the session, since
# making it anew for one series takes longer than writing its sixty rows. Workers start after a migration, so that its
# columns are those of the table.
_empty = f"SELECT {_listed} FROM {TABLE} WITH NO DATA"  # noqa: S608
CREATE = f"CREATE TEMPORARY TABLE IF NOT EXISTS {ARRIVING} ON COMMIT DELETE ROWS AS {_empty}"
COPY = f"COPY {ARRIVING} ({_listed}) FROM STDIN"
# Emptied at once, and not only at the end of the transaction: a second call in it brings other rows.
REPLACE = (
    f"INSERT INTO {TABLE} ({_listed}) SELECT {_listed} FROM {ARRIVING} "  # noqa: S608
    f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {_replaced}; DELETE FROM {ARRIVING}"
)

# What COPY reads as something else in a text.
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_same = attrgetter(*(name for name in stored.SAME if name != LABEL))
_estimated = attrgetter(*stored.ESTIMATED.values())
NOTHING_ESTIMATED = Estimate()


def write(computed: Mapping[int, Iterable[Attainment]], sequence: int) -> None:
    """Insert or replace every month of these series, by the indicators' primary keys."""
    if connection.vendor == "postgresql":
        _copy(computed, sequence)
    else:
        _upsert(computed, sequence)


def _copy(computed: Mapping[int, Iterable[Attainment]], sequence: int) -> None:
    text = "".join(
        line for key, attainments in computed.items() for line in _lines(key, sequence, attainments)
    )
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        with cursor.copy(COPY) as copy:
            copy.write(text)
        cursor.execute(REPLACE)


def _lines(key: int, sequence: int, attainments: Iterable[Attainment]) -> Iterator[str]:
    """The rows in PostgreSQL's text format, in the order of `COLUMNS`. A Decimal's own text is exact."""
    for each in attainments:
        pace = each.pace
        missing = f'["{'", "'.join(map(str, each.missing))}"]' if each.missing else "[]"
        out_of_reach = bool(pace and pace.out_of_reach)
        estimated = _estimated(each.estimate or NOTHING_ESTIMATED)
        values = [pace and pace.value, out_of_reach, *_same(each), *estimated]
        texts = ["\\N" if value is None else str(value) for value in values]
        texts.append(each.target_version.translate(ESCAPES))
        yield f"{key}\t{each.month}-01\t{sequence}\t{each.status}\t{missing}\t{'\t'.join(texts)}\n"


def _upsert(computed: Mapping[int, Iterable[Attainment]], sequence: int) -> None:
    StoredAttainment.objects.bulk_create(
        [
            StoredAttainment(indicator_id=key, sequence=sequence, **stored.columns_of(attainment))
            for key, attainments in computed.items()
            for attainment in attainments
        ],
        update_conflicts=True,
        unique_fields=["indicator", "month"],
        update_fields=["sequence", *stored.COLUMNS],
    )
