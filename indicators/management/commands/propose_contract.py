"""`manage.py propose_contract DOCUMENT`: propose the file of a contract from its document, with its doubts."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cpg.shared import french
from indicators.reading import (
    Fact,
    UnreadableDocumentError,
    as_contract_file,
    facts_of,
    read_document,
    review_tenths,
)

# What the person writes in the file in place of these.
BODY = {"code": "organisme", "nom": "À compléter", "nom_court": "À compléter", "departements": []}
CONTRACT = {"code": "contrat", "libelle": "À compléter", "titre": "À compléter"}


class Command(BaseCommand):
    help = "Propose le fichier JSON d’un contrat à partir de son document (PDF, DOCX, ODT ou texte)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("document", metavar="DOCUMENT", help="le contrat, en PDF, DOCX, ODT ou texte")
        parser.add_argument(
            "--vers", metavar="FICHIER", help="le fichier JSON à écrire, qui ne doit pas exister"
        )

    def handle(self, *args: Any, document: str, vers: str | None = None, **options: Any) -> None:
        facts = self._facts(Path(document))
        flagged = [fact for fact in facts if fact.doubts]
        for fact in flagged:
            self._show(fact)
        minutes = -(-review_tenths(facts) // 600)
        read = sum(fact.read for fact in facts)
        self.stdout.write(
            f"{french.counted(read, 'fait lu', 'faits lus')}, {sum(fact.flagged for fact in flagged)} à voir\u00a0: "
            f"environ {french.counted(minutes, 'minute', 'minutes')} de relecture."
        )
        if vers:
            self._write(Path(vers), facts)

    def _facts(self, path: Path) -> list[Fact]:
        try:
            return facts_of(read_document(path.read_bytes()))
        except OSError as error:
            raise CommandError(f"{path} ne peut pas être lu\u00a0: {error.strerror}.") from error
        except UnreadableDocumentError as error:
            raise CommandError(f"{path}\u00a0: {error}") from error

    def _show(self, fact: Fact) -> None:
        self.stdout.write(f"{fact.title} ({fact.place})")
        for doubt in fact.doubts:
            self.stdout.write(f"    {doubt.sentence}")

    def _write(self, path: Path, facts: list[Fact]) -> None:
        data = as_contract_file(((fact.kind, fact.value) for fact in facts), BODY, CONTRACT)
        try:
            with path.open("x", encoding="utf-8") as file:
                json.dump(data, file, ensure_ascii=False, indent=1)
        except OSError as error:
            raise CommandError(f"{path} ne peut pas être écrit\u00a0: {error.strerror}.") from error
        self.stdout.write(
            f"{path} est écrit. Corrigez-y ce qui est à voir, complétez l’organisme et le contrat, puis regardez ce "
            f"que ferait «\u00a0manage.py load_contract {path} --dry-run\u00a0»."
        )
