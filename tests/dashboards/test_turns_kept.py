"""Whose turn it is, in a part of the dashboard that is kept: it follows what people may do, and their names."""

import pytest
import time_machine
from django.core.cache import caches

from accounts.models import Membership, User
from accounts.rights import Role
from tests.factories import make_action, make_contract, make_indicator, make_user

pytestmark = pytest.mark.django_db

TODAY = "2025-10-20T10:00:00+02:00"


@pytest.fixture
def contract(client):
    with time_machine.travel(TODAY):
        contract = make_indicator(make_contract()).contract
        client.force_login(make_user(Role.CONTROLEUR, contract.body, username="camille"))
    return contract


def shown(client, contract):
    """The box of the people who owe something."""
    content = client.get(f"/{contract.body.code}/{contract.code}/").content.decode()
    return content.split('<section aria-labelledby="qui">')[1].split("</section>")[0]


def no_longer_enters(owner):
    Membership.objects.filter(user=owner).update(role=Role.LECTEUR)


def left(owner):
    Membership.objects.filter(user=owner).delete()


def enters_in_another_body(owner):
    Membership.objects.create(user=owner, body=make_contract().body, role=Role.GESTIONNAIRE)


def lost_the_address(owner):
    User.objects.filter(pk=owner.pk).update(email="")


def deputy_renamed(owner):
    User.objects.filter(username="lou").update(last_name="Petit")


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (no_longer_enters, "noa", "lou"),
        (left, "noa", "lou"),
        (lambda owner: (left(owner), deputy_renamed(owner)), "noa", "Petit"),
        (lost_the_address, "noa", "lou"),
        (enters_in_another_body, "noa", "noa"),
    ],
)
def test_whose_turn_it_is_follows_what_people_may_do(client, contract, act, before, after):
    owner, deputy = (make_user(Role.GESTIONNAIRE, contract.body, username=each) for each in ("noa", "lou"))
    for each in (owner, deputy):
        User.objects.filter(pk=each.pk).update(email=f"{each.username}@exemple.invalid")
    make_action(contract, owner=owner, deputy=deputy, years=(2024,))
    assert before in shown(client, contract)
    act(owner)
    kept = shown(client, contract)
    assert after in kept
    caches["pages"].clear()
    assert shown(client, contract) == kept


@time_machine.travel(TODAY)
def test_a_deputy_who_changes_name_shows_where_they_stand_in(client, contract):
    deputy = make_user(Role.GESTIONNAIRE, contract.body, username="lou")
    User.objects.filter(pk=deputy.pk).update(email="lou@exemple.invalid")
    make_action(contract, deputy=deputy, years=(2024,))
    assert "lou" in shown(client, contract)
    deputy_renamed(deputy)
    assert "Petit" in shown(client, contract)
