"""Who asks: a program with a token, or a person in the browser's session."""

from typing import Any

import structlog
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import Token, User
from accounts.tokens import owner_of

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cpg_…`. An invalid token is refused, even if the browser has a session too."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != SCHEME.lower().encode():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed
        try:
            authenticated = owner_of(parts[1].decode("ascii"))
        except UnicodeDecodeError:
            authenticated = None
        if authenticated is None:
            raise AuthenticationFailed
        # The middleware of the logs knows the person of a session only.
        structlog.contextvars.bind_contextvars(user_id=authenticated[0].username)
        return authenticated

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="api"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Description of the token for the OpenAPI document."""

    target_class = TokenAuthentication
    name = "jeton"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Un jeton d’accès : `cpg_…`."}
