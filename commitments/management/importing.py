"""What the import commands share: `FILE [--body CODE] [--by USERNAME] [--dry-run]`, and their output."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from accounts.models import Body, User
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.previews import PlannedRow, Preview
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract
from cpg.shared import french

type Words = tuple[str, str]


class ImportCommand[P: PlannedRow](BaseCommand):
    """A file that is taken whole or not at all. `words`: one and many of new, changed, unchanged and refused rows."""

    words: ClassVar[tuple[Words, Words, Words, Words]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER")
        parser.add_argument(
            "--body", metavar="CODE", default="", help="organisme des lignes qui n’en nomment pas"
        )
        parser.add_argument("--by", metavar="IDENTIFIANT", help="au nom de cette personne, avec ses droits")
        parser.add_argument("--dry-run", action="store_true", help="montrer ce qui changerait, sans écrire")

    def handle(self, *args: Any, file: str, body: str, by: str | None, dry_run: bool, **options: Any) -> None:
        actor = _actor(by)
        contracts = Contract.objects.select_related("body")
        if actor is not None:
            contracts = Contract.objects.all().visible_to(actor).select_related("body")
        if body and not Body.objects.filter(code=body).exists():
            raise CommandError(f"Organisme inconnu : {body}.")
        try:
            preview = self.prepared(_read(Path(file)), list(contracts), actor, body)
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        if preview.refused:
            self._show(preview, self.stderr)
            sys.exit(1)
        self._show(preview, self.stdout)
        if dry_run:
            self.stdout.write("Essai : rien n’a été écrit.")
            return
        try:
            done = self.write(preview, actor, f"Import du fichier {Path(file).name}")
        except Refusal as refusal:
            raise CommandError(f"Rien n’a été écrit. {refusal.message}") from refusal
        self.stdout.write(done)

    def prepared(
        self, content: bytes, contracts: list[Contract], actor: User | None, body: str
    ) -> Preview[P]:
        raise NotImplementedError

    def write(self, preview: Preview[P], actor: User | None, reason: str) -> str:
        """Write it, and return the sentence for the shell. Raises Refusal."""
        raise NotImplementedError

    def _show(self, preview: Preview[P], stream: OutputWrapper) -> None:
        """What the file would change and what is refused: the same lines whether it is taken or not."""
        if preview.refused:
            stream.write(f"Rien n’a été écrit : {_count(len(preview.refused), ('erreur', 'erreurs'))}.")
        for each in preview.refused:
            stream.write(f"ligne {each.line}, {each.column}, « {each.text} » : {each.reason}")
        for planned in preview.changed:
            stream.write(f"ligne {planned.line}, {planned.name} : {' → '.join(planned.before_and_after)}")
        numbers = (
            len(preview.new),
            len(preview.changed),
            len(preview.unchanged),
            preview.refused_lines,
        )
        counts = [_count(number, words) for number, words in zip(numbers, self.words, strict=True)]
        if preview.blank:
            counts.append(_count(len(preview.blank), ("ligne sans valeur", "lignes sans valeur")))
        stream.write(f"{', '.join(counts)}.")


def _actor(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"Personne inconnue ou désactivée : {username}.")
    return user


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} ne peut pas être lu : {error.strerror}.") from error


def _count(number: int, words: Words) -> str:
    return f"{number} {french.plural(number, *words)}"
