"""What the export commands share: their options, the bodies they cover, and where the bytes go."""

import re
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.clock import localdate
from accounts.models import Body
from commitments.models import Contract
from dashboards.exports.delimited import Profile
from indicators.selectors import sequence_of


def add_common_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--body", metavar="CODE", help="ne traiter que cet organisme")
    parser.add_argument(
        "--profile", type=Profile, choices=list(Profile), default=Profile.EXCEL_FR, help="forme du fichier"
    )
    parser.add_argument("--as-of", metavar="AAAA-MM-JJ", help="tel que connu à la fin de ce jour")
    parser.add_argument("--output", metavar="FICHIER", help="fichier à écrire (sortie standard sinon)")


def contracts_of(body: str | None) -> list[Contract]:
    """The contracts of that body, of all bodies when none is named, in the order of their codes."""
    contracts = Contract.objects.select_related("body").order_by("body__code", "first_year")
    if body is None:
        return list(contracts)
    if not Body.objects.filter(code=body).exists():
        raise CommandError(f"Organisme inconnu : {body}.")
    return list(contracts.filter(body__code=body))


def running_on(contracts: Iterable[Contract], day: date) -> list[Contract]:
    """The contracts of each body that run on that day; all of a body's where none does. A file of commitments does not
    name the contract, and the same code may be in the next one.
    """
    chosen: list[Contract] = []
    for _, group in groupby(contracts, key=lambda contract: contract.body_id):
        of_body = list(group)
        chosen += [each for each in of_body if day.year in each.years] or of_body
    return chosen


def sequence_at(contract: Contract, as_of: str | None) -> int | None:
    """What was known at the end of that day, in Paris; None for now."""
    if as_of is None:
        return None
    return sequence_of(contract, _day(as_of))


def day_at(as_of: str | None) -> date:
    """The day on which the calendar is read."""
    return localdate() if as_of is None else _day(as_of)


def deliver(command: BaseCommand, content: bytes, output: str | None) -> None:
    """Write the very bytes, without the conversions of a text stream."""
    if output:
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} ne peut pas être écrit : {error.strerror}.") from error
        return
    stream = getattr(command.stdout, "buffer", None)
    if stream is None:
        command.stdout.write(content.decode(), ending="")
        return
    stream.write(content)
    stream.flush()


def _day(text: str) -> date:
    """Only `AAAA-MM-JJ`: other spellings of a date are refused."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        day = date.fromisoformat(text)
        # 9999-12-31 has no next day, and the end of a day is the start of the next one.
        day + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise CommandError(f"« {text} » n’est pas une date : écrivez par exemple 2025-07-15.") from error
    return day
