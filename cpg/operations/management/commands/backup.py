"""`manage.py backup DIR [--recipient KEY ...] [--rotate]`: an archive of database and proofs, checked."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cpg.operations.backup import rotation
from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.taking import Taken, take


class Command(BaseCommand):
    help = "Sauvegarde la base et les preuves, application en service, puis vérifie l’archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DOSSIER", type=Path)
        parser.add_argument(
            "--recipient",
            metavar="CLÉ",
            action="append",
            help="clé publique age ou SSH (BACKUP_RECIPIENTS sinon)",
        )
        parser.add_argument(
            "--rotate", action="store_true", help="ne garder que 7 jours, 5 semaines et 12 mois"
        )

    def handle(
        self, *args: Any, folder: Path, recipient: list[str] | None, rotate: bool, **options: Any
    ) -> None:
        try:
            taken = take(connections["default"], folder, recipient or settings.BACKUP_RECIPIENTS)
            gone = rotation.rotate(folder) if rotate else []
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._tell(taken)
        if gone:
            self.stdout.write(f"Effacées : {', '.join(path.name for path in gone)}.")
        if taken.manifest.damaged:
            raise CommandError(
                "L’archive est faite, mais des preuves du disque manquent ou ne sont plus celles qui ont été jointes : "
                f"{', '.join(taken.manifest.damaged)}. Restaurez-les d’une archive plus ancienne."
            )

    def _tell(self, taken: Taken) -> None:
        snapshot = taken.manifest.snapshot
        self.stdout.write(
            f"{taken.path}\n"
            f"{len(snapshot.tables)} tables, {taken.rows} lignes, {len(snapshot.proofs)} preuves, vérifiées en les "
            "rechargeant à côté.\n"
            f"À garder ailleurs, l’archive ne les contient pas : {', '.join(taken.manifest.keys)}"
            + (" et la clé privée age." if taken.path.suffix == ".age" else ".")
        )
