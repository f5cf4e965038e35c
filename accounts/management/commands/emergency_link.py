"""`manage.py emergency_link USERNAME`: a way in without the provider of identities and without a password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.sign_on.emergency import link_for


class Command(BaseCommand):
    help = (
        "Écrit un lien qui connecte une personne une fois, dans les dix minutes, sans le fournisseur d’identité ni "
        "mot de passe (son second facteur reste demandé)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="IDENTIFIANT")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Personne inconnue ou désactivée\u00a0: {username}.")
        self.stdout.write(link_for(user))
