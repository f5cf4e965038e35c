"""A file of a source that waits stands on every list of what is to be done, until its owner answers."""

import re

import pytest
from django.utils.timezone import localdate

from accounts.models import OutboxMail, User
from accounts.rights import Role
from dashboards.reminders.debts import DebtKind
from dashboards.reminders.owed import owed_in
from dashboards.reminders.planning import desks, remind
from indicators.imports import following
from indicators.models import SourceKind
from indicators.sources.keeping import deliver
from tests.factories import assign, make_user
from tests.owed.owing import address, person
from tests.pages import text_of
from tests.sources.making import HEADER, make_connection, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(contract, indicator, settings, tmp_path):
    settings.STATE_DIR = tmp_path
    assign(found := person(contract), indicator)
    return found


@pytest.fixture
def source(contract, owner, indicator):
    return make_source(make_connection(contract, SourceKind.UPLOAD, {}), owner, indicator)


@pytest.fixture
def bring(source, owner):
    """September of the indicator, which is late; it waits."""

    def bring(name="sept.csv"):
        return deliver(source=source, name=name, content=f"{HEADER}R1;2025-09;91;100\n".encode(), actor=owner)

    return bring


def test_what_arrived_stands_on_each_list_until_it_is_confirmed(
    client, contract, owner, source, bring, controller, clock
):
    """The dashboard was kept before it came: it comes without an act."""
    home = contract.get_absolute_url()
    assert "fichier à confirmer" not in text_of(client.get(home))
    arrival = bring()
    assert "camille 1 valeur, 1 fichier à confirmer" in text_of(client.get(home))
    board = client.get(address(contract, "?filtre=fichiers"))
    words = "sept.csv source « Source upload » : arrivé le 12/10/2025, à confirmer"
    assert words in text_of(board)
    assert f'href="{home}sources/{source.pk}/">sept.csv' in board.content.decode()
    past = "?etat_au=2025-10-12T10:30"

    client.force_login(make_user(Role.DIRECTION, contract.body))
    directed = client.get(address(contract))
    assert words in text_of(directed)
    assert "/sources/" not in re.sub(r"<nav.*?</nav>", "", directed.content.decode(), flags=re.DOTALL)

    client.force_login(owner)
    own = client.get(address(contract))
    assert "Deux choses à faire : une en retard, une à confirmer" in text_of(own)
    assert f'href="{home}import/{arrival.job_id}/"' in own.content.decode()
    assert "1 fichier à confirmer" in text_of(client.get("/contrats/"))

    clock.move_to("2025-10-12T11:00:00+02:00")
    following.confirm(arrival.job_id)
    following.write(arrival.job_id)
    client.force_login(controller)
    for page in (home, address(contract)):
        assert "sept.csv" not in text_of(client.get(page))
        assert "1 fichier à confirmer" not in text_of(client.get(page))
    assert words in text_of(client.get(address(contract, past)))


@pytest.mark.parametrize(
    ("more", "is_reached"),
    [({}, True), ({"absent_until": "2025-10-31"}, False), ({"is_active": False}, False)],
)
def test_it_is_the_turn_of_who_confirms_it(contract, owner, bring, more, is_reached, clock):
    bring()
    User.objects.filter(pk=owner.pk).update(**more)
    (turn,) = [each for each in owed_in(contract, localdate()).turns if each.debt.kind is DebtKind.ARRIVAL]
    assert (turn.people, turn.is_reached) == ((owner,), is_reached)


def test_the_mails_of_what_is_to_do_have_it_and_remind_of_it_alone(contract, owner, bring, clock):
    """The values are entered meanwhile: only the file is left."""
    arrival = bring()
    following.confirm(arrival.job_id)
    following.write(arrival.job_id)
    waiting = deliver_correction(arrival.source, owner)
    told = []
    for day in range(13, 32):
        clock.move_to(f"2025-10-{day}T08:00:00+02:00")
        if remind():
            told.append(day)
    assert told == [15, 21, 30]
    letter = OutboxMail.objects.earliest("pk")
    assert letter.subject == "Un fichier à confirmer"
    said = letter.body.replace("\u00a0", " ").replace("\u202f", " ")
    assert (
        "- corrige.csv, source « Source upload »\n  arrivé le 12/10/2025, depuis 3 j : rien n’en est" in said
    )
    assert f"{contract.get_absolute_url()}import/{waiting.job_id}/" in said
    following.abandon(waiting.job_id)
    assert not any(desk.arrivals for desk in desks(localdate()))


def deliver_correction(source, owner):
    content = f"{HEADER}R1;2025-09;92;100\n".encode()
    return deliver(source=source, name="corrige.csv", content=content, actor=owner)
