"""What people do in the administration, for the tests of rights."""

from typing import Any

from django.test import Client

from accounts.models import Body, Membership, User
from accounts.rights import Role

PEOPLE = "/administration/accounts/user/"
REQUESTS = "/administration/accounts/rolerequest/"
HISTORY = "/administration/accounts/rightrevision/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(person: User) -> str:
    return f"{PEOPLE}{person.pk}/change/"


def ask_at_the_screen(asker: User, body: Any, role: Role = Role.CONTROLEUR) -> str:
    sent = {"username": asker.username, "is_active": "on"} | roles_sent((body, role), person=asker)
    return signed_in(asker).post(page_of(asker), sent, follow=True).content.decode()


def holds(person: User, role: Role, body: Any) -> bool:
    return Membership.objects.filter(user=person, body=body, role=role).exists()


def roles_sent(*given: tuple[Body, Role | str], person: User | None = None) -> dict[str, object]:
    """The rows of roles as the page of a person sends them: those that the person has stay as they are."""
    held = list(person.memberships.order_by("pk")) if person else []
    rows: list[tuple[int, str, object]] = [(each.body_id, each.role, each.pk) for each in held]
    rows += [(body.pk, str(role), "") for body, role in given]
    sent: dict[str, object] = {
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": len(held),
    }
    for number, (body, role, key) in enumerate(rows):
        start = f"memberships-{number}-"
        sent |= {f"{start}body": body, f"{start}role": role, f"{start}id": key}
        sent |= {f"{start}user": person.pk} if person else {}
    return sent
