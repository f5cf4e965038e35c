"""Fictitious accounts, one for each role, to try the application with."""

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
    """The account of each role, a member of that body; an account that exists keeps its password."""
    return {role: _account(role, body) for role in Role}


def _account(role: Role, body: Body) -> User:
    first_name, last_name = NAMES[role]
    user, is_new = User.objects.get_or_create(
        username=role.value,
        defaults={"first_name": first_name, "last_name": last_name, "email": f"{role.value}@{NOWHERE}"},
    )
    if is_new:
        user.set_password(DEMO_PASSWORD)
        user.save(update_fields=["password"])
    Membership.objects.get_or_create(user=user, body=body, role=role.value)
    return user
