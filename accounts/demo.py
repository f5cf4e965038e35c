"""Fictitious accounts, one for each role, to try the application with."""

from django.contrib.auth.hashers import make_password

from accounts.granting import change_role
from accounts.models import Body, User, Way
from accounts.rights import Role

DEMO_PASSWORD = "cpg-demo-2027"  # noqa: S105 - published in the README, refused outside of demonstrations
# No mail can reach this domain, whatever the mail server (RFC 2606).
NOWHERE = "demonstration.invalid"
# Family names that were made up, like all the rest.
NAMES = {
    Role.GESTIONNAIRE: ("Camille", "Aubrillac"),
    Role.CONTROLEUR: ("Dominique", "Morvelle"),
    Role.DIRECTION: ("Claude", "Fauchelant"),
    Role.LECTEUR: ("Sacha", "Delormeuil"),
    Role.ADMINISTRATEUR: ("Alix", "Brizelle"),
}
type Named = tuple[str, str, str]
COLLEAGUES: tuple[Named, ...] = (
    ("nadia", "Nadia", "Castelbreuil"),
    ("hugo", "Hugo", "Perrandel"),
    ("lucie", "Lucie", "Trémanac"),
    ("karim", "Karim", "Vessolier"),
)


def make_accounts(body: Body) -> dict[Role, User]:
    """The account of each role, a member of that body; an account that exists keeps its password.

    The password is published and the same for all: it is hashed once, since a hash is slow on purpose.
    """
    password = make_password(DEMO_PASSWORD)
    return {role: _account((role.value, *NAMES[role]), role, body, password) for role in Role}


def make_colleagues(body: Body) -> list[User]:
    """More people who enter figures, with the same password."""
    password = make_password(DEMO_PASSWORD)
    return [_account(named, Role.GESTIONNAIRE, body, password) for named in COLLEAGUES]


def make_pair(body: Body, manager: Named, controller: Named) -> tuple[User, User]:
    """Who enters and who checks the figures of another body."""
    password = make_password(DEMO_PASSWORD)
    return (
        _account(manager, Role.GESTIONNAIRE, body, password),
        _account(controller, Role.CONTROLEUR, body, password),
    )


def join(user: User, role: Role, body: Body) -> None:
    change_role(person=user, body=body, after=role, actor=None, way=Way.DEMO)


def _account(named: Named, role: Role, body: Body, password: str) -> User:
    username, first_name, last_name = named
    user, _ = User.objects.get_or_create(
        username=username,
        defaults={
            "first_name": first_name,
            "last_name": last_name,
            "email": f"{username}@{NOWHERE}",
            "password": password,
        },
    )
    join(user, role, body)
    return user
