"""`manage.py create_token USERNAME LABEL [--scope lecture|ecriture] [--body CODE ...] [--days N]`."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Body, User, Way
from accounts.rights import Scope
from accounts.tokens import issue


class Command(BaseCommand):
    help = (
        "Crée un jeton d’accès à l’API pour une personne et écrit son secret, une seule fois, sur la sortie."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="IDENTIFIANT")
        parser.add_argument("label", metavar="USAGE")
        parser.add_argument("--scope", type=Scope, choices=list(Scope), default=Scope.LECTURE)
        parser.add_argument("--body", metavar="CODE", action="append", help="tous ceux de la personne sinon")
        parser.add_argument("--days", metavar="JOURS", type=int, default=90, help="durée, 90 jours sinon")

    def handle(
        self,
        *args: Any,
        username: str,
        label: str,
        scope: Scope,
        body: list[str] | None,
        days: int,
        **options: Any,
    ) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Personne inconnue ou désactivée : {username}.")
        bodies = Body.objects.visible_to(user)
        chosen = list(bodies if body is None else bodies.filter(code__in=body))
        if not chosen or (body is not None and len(chosen) != len(set(body))):
            raise CommandError(f"{username} n’a pas de rôle dans tous ces organismes.")
        try:
            _, secret = issue(
                user=user,
                label=label,
                scope=scope,
                bodies=chosen,
                expires_at=timezone.now() + timedelta(days=days),
                way=Way.COMMAND,
            )
        except ValueError as error:
            raise CommandError("Un jeton dure de 1 à 366 jours.") from error
        self.stdout.write(secret)
