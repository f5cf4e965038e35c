"""A program that asks the API, with a token of its own."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import Body, User
from accounts.rights import Scope
from accounts.tokens import issue

V1 = "/api/v1/"


class Program:
    """Asks with a token of that person, for their bodies unless others are named."""

    def __init__(self, user: User, scope: Scope = Scope.ECRITURE, bodies: list[Body] | None = None) -> None:
        chosen = bodies or list(Body.objects.visible_to(user))
        expires_at = timezone.now() + timedelta(days=30)
        self.token, self.secret = issue(
            user=user, label="essai", scope=scope, bodies=chosen, expires_at=expires_at
        )
        self.client = Client(headers={"authorization": f"Bearer {self.secret}"})

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(V1 + path, headers=headers)

    def put(self, path: str, body: Any, version: int | None = None) -> Any:
        headers = {} if version is None else {"if-match": f'"{version}"'}
        return self.client.put(V1 + path, body, content_type="application/json", headers=headers)

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(V1 + path, body, content_type="application/json")
