"""`manage.py grant_rights ROLE`: make the role under which the application runs, with the rights it needs."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from cpg.operations.rights import grant, grant_purge


class Command(BaseCommand):
    help = (
        "Donne au rôle sous lequel l’application tourne ses droits sur la base (PostgreSQL) ; à lancer par le "
        "propriétaire des tables, après chaque migration."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", metavar="RÔLE")
        parser.add_argument(
            "--purge",
            metavar="RÔLE",
            help="et ceux du rôle qui purge le journal de sécurité, si PURGE_PASSWORD ou PURGE_BY_CERTIFICATE",
        )

    def handle(self, *args: Any, role: str, purge: str | None, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Les rôles sont ceux de PostgreSQL : rien à faire sur SQLite.")
        if role == connection.settings_dict["USER"]:
            raise CommandError(f"{role} est le propriétaire : l’application doit tourner sous un autre rôle.")
        try:
            with transaction.atomic():
                closed = grant(connection, role, settings.RUNTIME_PASSWORD)
                if purge and (settings.PURGE_PASSWORD or settings.PURGE_BY_CERTIFICATE):
                    grant_purge(connection, purge, settings.PURGE_PASSWORD)
        except DatabaseError as error:
            raise CommandError(f"PostgreSQL refuse ces droits : {error}") from error
        self.stdout.write(f"{role} : {closed} tables d’historique sans droit de modifier ou d’effacer.")
