"""`manage.py restore ARCHIVE|DIR [--identity FILE] [--replace] [--check]`: put an archive back, or only check it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cpg.operations.backup import manifest
from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.restoring import check as checked
from cpg.operations.backup.restoring import restore


class Command(BaseCommand):
    help = "Restaure une archive (d’un dossier, la plus récente) dans une base vide."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="ARCHIVE", type=Path)
        parser.add_argument("--identity", metavar="FICHIER", type=Path, help="clé privée age ou SSH")
        wanted = parser.add_mutually_exclusive_group()
        wanted.add_argument("--replace", action="store_true", help="remplacer tout ce que contient la base")
        wanted.add_argument("--check", action="store_true", help="vérifier l’archive et ne rien écrire")

    # Django's own checks would read a database that may not be there yet.
    requires_system_checks: list[str] = []

    def handle(
        self, *args: Any, place: Path, identity: Path | None, replace: bool, check: bool, **options: Any
    ) -> None:
        try:
            found = (
                checked(connections["default"], place, identity)
                if check
                else restore(
                    connections["default"],
                    place,
                    identity=identity,
                    replaces=replace,
                    makes_tables=lambda: call_command("migrate", interactive=False, verbosity=0),
                )
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        snapshot = found.snapshot
        self.stdout.write(
            f"{'Vérifié' if check else 'Restauré'} : {len(snapshot.tables)} tables et {len(snapshot.proofs)} preuves "
            f"de l’archive du {found.taken_at} (version {found.version})."
        )
        if found.damaged:
            self.stdout.write(f"Déjà altérées ou absentes à la sauvegarde : {', '.join(found.damaged)}.")
        if found.key_mark != manifest.key_mark():
            self.stdout.write("SECRET_KEY n’est plus celle de la sauvegarde : chacun devra se reconnecter.")
