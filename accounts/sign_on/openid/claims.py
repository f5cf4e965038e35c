"""What the claims say of a person, and which body and role they propose. They grant nothing."""

from typing import Any

from accounts.models import Body
from accounts.rights import Role
from accounts.sign_on.openid.configuration import Configuration

type Claims = dict[str, Any]


def text_of(claims: Claims, *names: str, longest: int = 150) -> str:
    """The first of these claims that is a text; without what a database refuses or a page cannot show."""
    for name in names:
        if isinstance(value := claims.get(name), str) and value.strip():
            return "".join(each for each in value.strip() if each.isprintable())[:longest]
    return ""


def values_of(claims: Claims, path: str) -> list[str]:
    """The texts of a claim, also of one inside another: `realm_access.roles`."""
    found: Any = claims
    if path not in claims:
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
    else:
        found = claims[path]
    return [str(each) for each in (found if isinstance(found, list) else [found]) if isinstance(each, str)]


def proposed_body(configuration: Configuration, claims: Claims) -> Body | None:
    codes = [
        configuration.bodies[value]
        for value in values_of(claims, configuration.body_claim)
        if value in configuration.bodies
    ]
    return Body.objects.filter(code__in=codes[:1]).first()


def proposed_role(configuration: Configuration, claims: Claims) -> Role | None:
    return next(
        (
            configuration.roles[value]
            for value in values_of(claims, configuration.role_claim)
            if value in configuration.roles
        ),
        None,
    )


def verified_address(claims: Claims) -> str:
    """The e-mail address that the provider says it verified; "" else. Its word must be a true boolean."""
    return text_of(claims, "email", longest=254) if claims.get("email_verified") is True else ""
