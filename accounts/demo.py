"""Fictitious accounts, one for each role, to try the application with."""

from django.contrib.auth.hashers import make_password

from accounts.models import Body, Membership, User
from accounts.rights import Role

DEMO_PASSWORD = "cpg-demo-2027"  # noqa: S105 - published in the README, refused outside of demonstrations
# No mail can reach this domain, whatever the mail server (RFC 2606).
NOWHERE = "demonstration.invalid"
NAMES = {
    Role.GESTIONNAIRE: ("Camille", "Gestionnaire"),
    Role.CONTROLEUR: ("Dominique", "Contrôle"),
    Role.DIRECTION: ("Claude", "Direction"),
    Role.LECTEUR: ("Sacha", "Lecteur"),
    Role.ADMINISTRATEUR: ("Alix", "Administration"),
}


def make_accounts(body: Body) -> dict[Role, User]:
    """The account of each role, a member of that body; an account that exists keeps its password.

    The password is published and the same for all: it is hashed once, since a hash is slow on purpose.
    """
    password = make_password(DEMO_PASSWORD)
    return {role: _account(role, body, password) for role in Role}


def _account(role: Role, body: Body, password: str) -> User:
    first_name, last_name = NAMES[role]
    user, _ = User.objects.get_or_create(
        username=role.value,
        defaults={
            "first_name": first_name,
            "last_name": last_name,
            "email": f"{role.value}@{NOWHERE}",
            "password": password,
        },
    )
    Membership.objects.get_or_create(user=user, body=body, role=role.value)
    return user
