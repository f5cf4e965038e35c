"""`manage.py bi_views [--drop] [--role ROLE]`: make the views for reporting tools anew, after each migration."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from cpg.operations.bi.building import ROLE, SCHEMA, build, drop


class Command(BaseCommand):
    help = (
        "Refait les vues d’analyse (schéma bi) et le rôle qui ne voit qu’elles (PostgreSQL)\u00a0; à lancer par le "
        "propriétaire des tables, après chaque migration, et avant elle avec --drop."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", metavar="RÔLE", default=ROLE, help=f"qui les lit ({ROLE} sinon)")
        parser.add_argument("--drop", action="store_true", help="les ôter seulement, avant une migration")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Les vues d’analyse sont celles de PostgreSQL\u00a0: rien à faire sur SQLite.")
        try:
            with transaction.atomic():
                if options["drop"]:
                    drop(connection)
                else:
                    build(connection, options["role"], settings.BI_PASSWORD)
        except DatabaseError as error:
            raise CommandError(
                f"PostgreSQL refuse\u00a0: {error}. Si une de vos vues lit le schéma {SCHEMA}, ôtez-la, relancez."
            ) from error
        if options["drop"]:
            self.stdout.write(f"Vues ôtées du schéma {SCHEMA}.")
        else:
            self.stdout.write(f"Vues du schéma {SCHEMA} refaites, lues par {options['role']}.")
