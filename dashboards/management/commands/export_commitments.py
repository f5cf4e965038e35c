"""`manage.py export_commitments [--body CODE] [--profile …] [--as-of AAAA-MM-JJ] [--output FILE]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboards.exports.columns import COMMITMENT_COLUMNS
from dashboards.exports.commands import (
    add_common_arguments,
    contracts_of,
    day_at,
    deliver,
    running_on,
    sequence_at,
)
from dashboards.exports.commitments import commitment_rows
from dashboards.exports.delimited import csv_bytes


class Command(BaseCommand):
    help = "Écrit les engagements : une ligne par action, livrable et année prévue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_common_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        today = day_at(options["as_of"])
        rows = [
            row
            for contract in running_on(contracts_of(options["body"]), today)
            if (known_at := sequence_at(contract, options["as_of"])) != 0
            for row in commitment_rows(contract, today, known_at)
        ]
        if not rows:
            raise CommandError("Aucun engagement n’était chargé à cette date.")
        deliver(self, csv_bytes(COMMITMENT_COLUMNS, rows, options["profile"]), options["output"])
