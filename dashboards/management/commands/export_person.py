"""`manage.py export_person USERNAME`: all that is held on a person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from dashboards.exports.commands import deliver
from dashboards.persons.exporting import json_of


class Command(BaseCommand):
    help = "Écrit en JSON tout ce qui est gardé d’une personne (droit d’accès)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="IDENTIFIANT")
        parser.add_argument("--output", metavar="FICHIER", help="fichier à écrire (sortie standard sinon)")

    def handle(self, *args: Any, username: str, output: str | None, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"Identifiant inconnu : {username}.")
        log_security(SecurityKind.PERSON_EXPORTED, subject=person)
        deliver(self, json_of(person), output)
