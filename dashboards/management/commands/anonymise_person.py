"""`manage.py anonymise_person USERNAME --yes`: for whoever belongs to no body any more, or to several."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from commitments.ledger.refusals import Refusal
from dashboards.persons.leaving import anonymise


class Command(BaseCommand):
    help = "Retire à un compte fermé son nom, son adresse et ses droits ; l’historique garde « ancien utilisateur »."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="IDENTIFIANT")
        parser.add_argument("--yes", action="store_true", help="confirmer : cet acte ne se défait pas")

    def handle(self, *args: Any, username: str, yes: bool, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"Identifiant inconnu : {username}.")
        if not yes:
            raise CommandError("Cet acte ne se défait pas : ajoutez --yes pour le confirmer.")
        try:
            anonymise(person, actor=None)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{username} : le compte n° {person.pk} ne nomme plus personne.")
