"""Nothing typed in an avenant is lost, on the page of its effect either."""

import re

import pytest

from indicators.models import TargetVersion
from tests.targets.test_amend_page import CHANGED, address, contract, look, save

__all__ = ["contract"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("in_october_2025")]


def test_what_is_typed_comes_back_from_every_step_until_it_is_signed(client, contract, controller):
    typed = CHANGED | {"proof_link": "https://ged.exemple.fr/12"}
    fields = {"motif": "charge", "R1-2025-objectif": "95,5 %", "proof_link": "https://ged.exemple.fr/12"}

    def is_back():
        page = client.get(address(contract))
        return all(text in page.text for text in fields.values()) and "Votre texte est revenu" in page.text

    mark = brouillon(client.get(address(contract)))
    typed |= mark
    shown = look(client, contract, typed)
    assert is_back(), "left from the page that shows the effect"
    save(client, contract, shown, typed, reecrit="")
    assert is_back(), "refused without the tick"
    client.logout()
    assert save(client, contract, shown, typed).status_code == 302
    assert TargetVersion.objects.count() == 1
    client.force_login(controller)
    assert is_back(), "the session ended before it was signed"
    assert save(client, contract, shown, typed).status_code == 302
    assert TargetVersion.objects.count() == 2
    assert "Votre texte est revenu" not in client.get(address(contract)).text


def brouillon(page):
    return {"brouillon": re.findall(r'name="brouillon" value="([^"]*)"', page.text)[0]}
