"""A table of another program as the CSV that the import reads: figures exact, days as ISO, nothing rounded."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from commitments.ledger.tables.limits import MOST_COLUMNS, MOST_ROWS
from cpg.shared import figures, french
from indicators.sources.arrived import LARGEST_ARRIVAL, ArrivedFile, SourceTrouble

MEGABYTE = 1024 * 1024


def table_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> ArrivedFile:
    """The same table is the same delivery."""
    if len(headings) > MOST_COLUMNS:
        raise SourceTrouble(
            f"«\u00a0{name}\u00a0» a plus de {MOST_COLUMNS} colonnes\u00a0: nommez dans la connexion celles à lire."
        )
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS or written.tell() > LARGEST_ARRIVAL:
            raise _too_much(name)
        writer.writerow(
            [
                _text(value, f"{name}, ligne {number}, {heading}")
                for heading, value in zip(headings, row, strict=True)
            ]
        )
    content = written.getvalue().encode()
    if len(content) > LARGEST_ARRIVAL:
        raise _too_much(name)
    return ArrivedFile(f"{name}.csv", content, digest_of(content))


def digest_of(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


def chosen(text: str) -> list[str]:
    """The columns that a connection names, separated by commas."""
    return [each.strip() for each in text.split(",") if each.strip()]


def _text(value: object, place: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case Decimal() if value.is_finite():
            return figures.plain(value)
        case str() | int():
            return str(value)
        case datetime():
            return value.replace(tzinfo=None).isoformat(" ")
        case date():
            return value.isoformat()
        case _:
            raise SourceTrouble(
                f"Une cellule n’est ni un nombre, ni un texte, ni une date ({place})\u00a0: corrigez-la à l’origine, "
                "ou nommez dans la connexion les colonnes à lire."
            )


def _too_much(name: str) -> SourceTrouble:
    return SourceTrouble(
        f"«\u00a0{name}\u00a0» a plus de {french.number(MOST_ROWS)} lignes ou dépasse "
        f"{LARGEST_ARRIVAL // MEGABYTE}{french.NO_BREAK}Mo\u00a0: n’en gardez que la période utile."
    )
