"""What the import commands share: `FILE [--body CODE] [--by USERNAME] [--dry-run] [--sheet NAME]
[--hidden include|skip]`, and their output.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from accounts.models import Body, User
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.previews import PlannedRow, Preview
from commitments.ledger.tables.readings import INCLUDE, SKIP, Choices, sentences_of
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract
from cpg.shared import french

type Words = tuple[str, str]
NO_REASON = (
    "cette valeur est validée\u00a0: donnez le motif du changement, dans la colonne motif ou par --reason."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom and how a file is imported. `options` are those of one command alone."""

    contracts: list[Contract]
    actor: User | None
    body: str
    choices: Choices
    options: Mapping[str, Any]


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
        parser.add_argument("--sheet", metavar="NOM", default="", help="feuille du classeur à lire")
        parser.add_argument(
            "--hidden",
            choices=(INCLUDE, SKIP),
            default="",
            help="compter (include) ou passer (skip) les lignes masquées du classeur",
        )

    def handle(
        self,
        *args: Any,
        file: str,
        body: str,
        by: str | None,
        dry_run: bool,
        sheet: str,
        hidden: str,
        **options: Any,
    ) -> None:
        actor = _actor(by)
        contracts = Contract.objects.select_related("body")
        if actor is not None:
            contracts = Contract.objects.all().visible_to(actor).select_related("body")
        if body and not Body.objects.filter(code=body).exists():
            raise CommandError(f"Organisme inconnu : {body}.")
        try:
            asked = Asked(list(contracts), actor, body, Choices(sheet, hidden), options)
            preview = self.prepared(_read(Path(file)), asked)
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        if preview.refused or preview.unexplained:
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

    def prepared(self, content: bytes, asked: Asked) -> Preview[P]:
        """What the file would do. Raises UnreadableFileError."""
        raise NotImplementedError

    def write(self, preview: Preview[P], actor: User | None, reason: str) -> str:
        """Write it, and return the sentence for the shell. Raises Refusal."""
        raise NotImplementedError

    def _show(self, preview: Preview[P], stream: OutputWrapper) -> None:
        """What was read, what the file would change, what is refused: the same lines whether it is taken or not."""
        errors = len(preview.refused) + len(preview.unexplained)
        if errors:
            stream.write(f"Rien n’a été écrit : {_count(errors, ('erreur', 'erreurs'))}.")
        for sentence in sentences_of(preview.reading):
            stream.write(sentence)
        for sentence in (*_errors(preview), *_changes(preview)):
            stream.write(sentence)
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


def _errors[P: PlannedRow](preview: Preview[P]) -> Iterator[str]:
    sheet = f"feuille «\u00a0{preview.reading.sheet}\u00a0», " if preview.reading.sheet else ""
    for each in preview.refused:
        where = f"{sheet}ligne {each.line}, " if each.line else ""
        yield f"{where}{each.column}, « {each.text} » : {each.reason}"
    for planned in preview.unexplained:
        yield f"{sheet}ligne {planned.line}, {planned.name} : {NO_REASON}"


def _changes[P: PlannedRow](preview: Preview[P]) -> Iterator[str]:
    for planned in preview.changed:
        state = f" ({planned.state_word})" if planned.state_word else ""
        yield f"ligne {planned.line}, {planned.name}{state} : {' → '.join(planned.before_and_after)}"
    for planned in preview.written:
        for doubt in planned.doubts:
            yield f"ligne {planned.line}, {planned.name}, à vérifier : {doubt}"


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
