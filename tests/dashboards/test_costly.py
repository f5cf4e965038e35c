"""Documents and exports are limited for each person; reading is not."""

import pytest
import time_machine
from django.test import Client

from accounts.rights import Role
from commitments.models import Contract
from tests.factories import make_user
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_who_asks_for_too_many_documents_waits_and_nobody_else_does(contract: Contract, settings) -> None:
    settings.COSTLY_PAGES_A_MINUTE = 2
    place = f"/{contract.body.code}/{contract.code}/"
    first, second = Client(), Client()
    for client in (first, second):
        client.force_login(make_user(Role.CONTROLEUR, contract.body))
    with time_machine.travel("2025-10-20T10:00:15+02:00", tick=False) as clock:
        files = [first.get(f"{place}engagements/open-data/") for _ in range(3)]
        assert [answer.status_code for answer in files] == [200, 200, 429]
        assert files[2]["Retry-After"] == "46"
        assert "2 documents par minute" in text_of(files[2])
        assert first.get(f"{place}dossier/").status_code == 429, "all kinds are counted together"
        assert first.get(f"{place}engagements/").status_code == 200, "the control: a page is no document"
        assert second.get(f"{place}engagements/open-data/").status_code == 200
        clock.shift(46)
        assert first.get(f"{place}engagements/open-data/").status_code == 200
