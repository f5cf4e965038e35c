"""`manage.py export_quarter 2024T2 [--body CODE] [--profile …] [--as-of AAAA-MM-JJ] [--output FILE]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cpg.shared.periods import Quarter
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.commands import add_common_arguments, contracts_of, deliver, sequence_at
from dashboards.exports.delimited import csv_bytes
from dashboards.exports.quarter import quarter_rows
from dashboards.models.closing import EDITIONS, RULES_EDITION


class Command(BaseCommand):
    help = "Écrit les valeurs d’un trimestre pour le dialogue de gestion : une ligne par indicateur."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("quarter", metavar="AAAATn", help="trimestre, par exemple 2024T2")
        add_common_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            quarter = Quarter.parse(options["quarter"])
        except ValueError as error:
            raise CommandError(
                f"« {options['quarter']} » n’est pas un trimestre : écrivez par exemple 2024T2."
            ) from error
        contracts = [found for found in contracts_of(options["body"]) if quarter.year in found.years]
        if not contracts:
            raise CommandError(f"Aucun contrat ne couvre {quarter}.")
        rows = [
            row
            for contract in contracts
            for row in quarter_rows(contract, quarter, sequence_at(contract, options["as_of"]))
        ]
        if options["as_of"]:
            self.stderr.write(
                f"Calculé avec les règles d’aujourd’hui ({EDITIONS[RULES_EDITION]}) sur les données connues "
                f"à la fin du {options['as_of']}."
            )
        deliver(self, csv_bytes(QUARTER_COLUMNS, rows, options["profile"]), options["output"])
