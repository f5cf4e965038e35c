"""How to read the scale: open on a first visit, folded once the person said that it was read, without JavaScript."""

import pytest
from django.urls import reverse

from accounts.rights import Role
from tests.factories import enter, every_year, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db


def test_the_scale_is_explained_until_it_was_read(contract, client):
    enter(make_indicator(contract, targets=every_year("80", "90")), "2024-01", pair(95, 100))
    client.force_login(make_user(Role.DIRECTION, contract.body))
    home = f"/{contract.body.code}/{contract.code}/"
    first = client.get(f"{home}?mois=2024-01")
    source = first.content.decode()
    assert 'class="lire-echelle ecran" open' in source
    for word in ("Seuil", "Objectif", "Score"):
        assert f"<dt>{word}</dt>" in source
    wanted = f"{home}?mois=2024-01"
    assert f'name="next" value="{wanted}"' in source
    answer = client.post(reverse("appearance"), {"echelle": "lue", "next": wanted})
    assert answer["Location"] == wanted
    again = client.get(wanted).content.decode()
    assert 'class="lire-echelle ecran">' in again
    assert 'name="echelle"' not in again
    # What is kept of the display is another choice.
    assert 'data-theme="automatique"' in again
    assert client.post(reverse("appearance"), {"echelle": "autre"}).cookies.get("echelle") is None
