"""`manage.py grant_role USERNAME BODY ROLE [--withdraw]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.granting import change_role
from accounts.models import Body, User, Way
from accounts.rights import Role


class Command(BaseCommand):
    help = (
        "Donne un rôle à une personne dans un organisme, ou le retire : pour un organisme sans second administrateur, "
        "ou pour une personne qui n’a plus de rôle nulle part. L’historique des droits le garde."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="IDENTIFIANT")
        parser.add_argument("body", metavar="ORGANISME")
        parser.add_argument("role", metavar="ROLE", type=Role, choices=list(Role))
        parser.add_argument("--withdraw", action="store_true", help="le retire au lieu de le donner")

    def handle(
        self, *args: Any, username: str, body: str, role: Role, withdraw: bool, **options: Any
    ) -> None:
        person = User.objects.filter(username=username).first()
        chosen = Body.objects.filter(code=body).first()
        if person is None or chosen is None:
            raise CommandError(f"Personne ou organisme inconnu : {username}, {body}.")
        before, after = (role, None) if withdraw else (None, role)
        is_changed = change_role(
            person=person, body=chosen, before=before, after=after, actor=None, way=Way.COMMAND
        )
        self.stdout.write(
            f"{person}, {chosen}, {role.label} : {'retiré' if withdraw else 'donné'}."
            if is_changed
            else "Rien à changer."
        )
