"""A table of another program as the CSV that the import reads: figures exact, days as ISO, nothing rounded."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from accounts import clock
from commitments.ledger.tables.limits import MOST_COLUMNS, MOST_ROWS
from cpg.shared import figures, french
from cpg.shared.spreadsheet import csv_text
from indicators.sources.arrived import LARGEST_ARRIVAL, ArrivedFile, SourceTrouble

MEGABYTE = 1024 * 1024


def table_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> ArrivedFile:
    """The same table is the same delivery."""
    if len(headings) > MOST_COLUMNS:
        raise SourceTrouble(
            f"«\u00a0{name}\u00a0» a plus de {MOST_COLUMNS} colonnes\u00a0: nommez dans la connexion celles à lire."
        )
    lines = [list(headings)]
    length = 0
    for number, row in enumerate(rows, start=1):
        line = [
            _text(value, f"{name}, ligne {number}, {heading}")
            for heading, value in zip(headings, row, strict=True)
        ]
        length += sum(map(len, line))
        if number > MOST_ROWS or length > LARGEST_ARRIVAL:
            raise _too_much(name)
        lines.append(line)
    content = csv_text(lines, ";", "\r\n").encode()
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
            # A server whose time zone is UTC says 31 March, 22:00 for the first of April at midnight in Paris.
            in_paris = clock.localtime(value) if timezone.is_aware(value) else value
            return in_paris.replace(tzinfo=None).isoformat(" ")
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
