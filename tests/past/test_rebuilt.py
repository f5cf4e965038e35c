"""A page of a past moment is, byte for byte, that of a database rebuilt with the facts up to then."""

import random

import pytest
from django.test import Client

from accounts.models import User
from accounts.rights import Role
from commitments.models import Change, Contract
from tests.acts.acted import act_on_everything
from tests.factories import make_contract, make_user
from tests.past.compared import difference, page_of
from tests.past.rebuilding import rebuilt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]

PAGES = (
    "",
    "R1/",
    "R1/passeport/",
    "R1/et-si/",
    "R1/graphique.csv",
    "comite/",
    "comite/decisions/",
    "completude/",
    "engagements/",
    "engagements/gantt/",
    "engagements/1/E1A1/",
    "engagements/excel-fr/",
    "cibles/",
    "decisions/",
    "neutralisations/",
    "arretes/",
    "arretes/2024T4/",
    "arretes/2024T4/excel-fr/",
    "arretes/2024T4/changements/",
    "mois-clos/",
    "bilans/",
    "journal/",
    "journal/excel-fr/",
    "qui-doit-quoi/",
    "ce-qui-a-change/",
    "annonces/",
    "fiches/1/",
    "themes/1/",
    "contrat/",
    "plan/",
    "dossier/",
    "commentaires/",
)
MOMENTS = 4


@pytest.fixture(scope="module")
def acted(rows_of_module: None) -> Contract:
    contract = make_contract()
    act_on_everything(contract)
    return contract


@pytest.fixture
def reader(acted: Contract, client: Client) -> User:
    user = make_user(Role.CONTROLEUR, acted.body)
    client.force_login(user)
    return user


def test_pages_of_the_past_are_those_of_a_rebuilt_database(
    acted: Contract, reader: User, client: Client
) -> None:
    draw = random.Random(2026)  # noqa: S311 - a choice of pages
    acts = list(Change.objects.filter(contract=acted).order_by("sequence"))
    base = f"/{acted.body.code}/{acted.code}/"
    wrong = []
    for act in draw.sample(acts, MOMENTS):
        shown = {each: page_of(client, base + each, f"n{act.sequence}") for each in PAGES}
        with rebuilt({acted.pk: act.sequence}, act.recorded_at):
            for each, page in shown.items():
                if found := difference(page, page_of(client, base + each)):
                    wrong.append(f"{each} n{act.sequence} of {len(acts)}\n{found}")
    assert wrong == [], "\n\n".join(wrong)
