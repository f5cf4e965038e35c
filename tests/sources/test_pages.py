"""The pages of sources: who connects, who describes, who trusts; a trial that writes nothing; mails that tell."""

from pathlib import Path

import pytest
import time_machine

from accounts.models import OutboxMail
from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from dashboards.jobs import sweep_sources
from dashboards.sources import letters
from indicators.models import MonthlyActual, Source, SourceArrival, SourceConnection, SourceKind
from indicators.sources.keeping import trust
from tests.factories import assign, make_contract, make_indicator, make_user
from tests.sources.making import HEADER, drop, make_connection, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(tmp_path, settings):
    settings.STATE_DIR = tmp_path / "state"
    settings.SOURCES_FOLDERS = [str(tmp_path)]
    with time_machine.travel("2025-10-20T10:00:00+02:00", tick=True):
        yield


def reached(user):
    user.email = f"{user.username}@caisse.test"
    user.save()
    return user


@pytest.fixture
def contract():
    contract = make_contract()
    make_indicator(contract, code="R1")
    make_indicator(contract, code="R2")
    return contract


@pytest.fixture
def owner(contract):
    owner = reached(make_user(Role.GESTIONNAIRE, contract.body))
    assign(owner, contract.indicators.get(code="R1"))
    return owner


@pytest.fixture
def folder(contract, tmp_path):
    place = tmp_path / contract.body.code
    place.mkdir()
    return place


def at(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/sources/{rest}"


def texts(response):
    return response.content.decode().replace("\u00a0", " ")


def test_from_the_connection_to_a_confirmed_file_by_hand(client, contract, owner, folder):
    """An administrator opens the folder, the owner describes, tries, starts; the file of the month is confirmed."""
    drop(folder, "sept.csv", "Période;Réussies;Total\n2025-09;95;100\n")
    administrator = make_user(Role.ADMINISTRATEUR, contract.body)
    client.force_login(administrator)
    wired = {"nom": "Partage", "folder": str(folder), "pattern": "*.csv"}
    assert client.post(at(contract, "connexions/nouvelle/folder/"), wired).status_code == 302
    connection = SourceConnection.objects.get()
    tried = client.post(at(contract, f"connexions/{connection.pk}/"), {"acte": "essayer"})
    assert "sept.csv" in texts(tried)

    client.force_login(owner)
    said = {
        "nom": "Application X",
        "connexion": connection.pk,
        "indicateurs": [contract.indicators.get(code="R1").pk],
        "seul": "on",
        "mois": "période",
        "numerateur": "Réussies",
        "denominateur": "Total",
    }
    assert client.post(at(contract, "nouvelle/"), said).status_code == 302
    source = Source.objects.get()
    page = at(contract, f"{source.pk}/")
    assert "attendrait la confirmation du responsable" in texts(client.post(page, {"acte": "essayer"}))
    assert not SourceArrival.objects.exists()
    assert client.post(page, {"acte": "demarrer"}).status_code == 302
    sweep_sources()
    arrival = SourceArrival.objects.select_related("job").get()
    (mail,) = OutboxMail.objects.all()
    preview = f"/{contract.body.code}/{contract.code}/import/{arrival.job_id}/"
    assert (mail.user, preview in mail.body) == (owner, True)
    previewed = texts(client.get(preview))
    named = f'Source <a href="{page}">Application X</a>, sept.csv arrivé le 20/10/2025 à 10'
    assert (named in previewed, "Envoyé le" in previewed) == (True, False)
    assert "source « Application X »" in texts(client.get(f"/{contract.body.code}/{contract.code}/import/"))
    client.post(f"{preview}confirmer/", {"plan": arrival.job.report["plan"]})
    assert MonthlyActual.objects.filter(month="2025-09-01", indicator__code="R1").exists()
    assert "par une source" in texts(client.get(f"/{contract.body.code}/{contract.code}/R1/2025-09/"))
    shown = texts(client.get(page))
    assert "1 valeur enregistrée" in shown
    file = client.get(at(contract, f"{source.pk}/arrivees/1/"))
    assert file.content == bytes(arrival.content)
    # Read again as it is described now: the form shows what was said.
    assert 'value="periode"' in texts(client.get(at(contract, f"{source.pk}/description/")))


@pytest.mark.parametrize(
    ("role", "route", "status"),
    [
        (Role.LECTEUR, "", 403),
        (Role.DIRECTION, "", 403),
        (Role.GESTIONNAIRE, "", 200),
        (Role.ADMINISTRATEUR, "nouvelle/", 403),
        (Role.CONTROLEUR, "connexions/nouvelle/folder/", 403),
        (Role.ADMINISTRATEUR, "connexions/nouvelle/folder/", 200),
        (Role.ADMINISTRATEUR, "connexions/nouvelle/rien/", 404),
    ],
)
def test_each_page_is_for_who_may(client, contract, role, route, status):
    client.force_login(make_user(role, contract.body))
    assert client.get(at(contract, route)).status_code == status


def test_acts_are_for_who_may_and_a_changed_connection_takes_the_trust_back(client, contract, owner, folder):
    drop(folder, "a.csv", HEADER + "R1;2025-09;95;100\n")
    connection = make_connection(contract, SourceKind.FOLDER, {"folder": str(folder), "pattern": "*.csv"})
    source = make_source(connection, owner, contract.indicators.get(code="R1"))
    page = at(contract, f"{source.pk}/")
    client.force_login(owner)
    assert client.post(page, {"acte": "confier"}).status_code == 403
    other = make_user(Role.GESTIONNAIRE, contract.body)
    assign(other, contract.indicators.get(code="R2"))
    client.force_login(other)
    for act in ("essayer", "demarrer", "arreter"):
        assert client.post(page, {"acte": act}).status_code == 403
    assert client.get(at(contract, f"{source.pk}/description/")).status_code == 403
    controller = make_user(Role.CONTROLEUR, contract.body)
    client.force_login(controller)
    assert client.post(page, {"acte": "confier"}).status_code == 302
    assert Source.objects.get().is_trusted
    with pytest.raises(Refusal):
        trust(source=source, is_trusted=True, actor=controller)
    client.force_login(make_user(Role.ADMINISTRATEUR, contract.body))
    wired = {"nom": "Partage", "folder": str(folder), "pattern": "*.txt"}
    assert client.post(at(contract, f"connexions/{connection.pk}/"), wired).status_code == 302
    changed = Source.objects.get()
    assert (changed.is_trusted, changed.headings) == (False, [])


@pytest.mark.parametrize("reference", ["mot-de-passe", "env:SECRET_KEY", "file:../../etc/passwd", "env:"])
def test_a_secret_itself_and_those_of_others_are_refused(client, contract, settings, reference):
    settings.SOURCES_SECRETS = "/nowhere"
    from indicators.sources.keeping import Wiring, connect

    wiring = Wiring(SourceKind.FOLDER, "x", {}, reference)
    with pytest.raises(Refusal):
        connect(contract=contract, wiring=wiring, actor=make_user(Role.ADMINISTRATEUR, contract.body))


def test_a_file_that_is_sent_by_hand_is_read_as_described(client, contract, owner):
    connection = make_connection(contract, SourceKind.UPLOAD, {})
    source = make_source(connection, owner, contract.indicators.get(code="R1"))
    client.force_login(owner)
    page = at(contract, f"{source.pk}/")
    for times in range(2):
        from django.core.files.uploadedfile import SimpleUploadedFile

        sent = SimpleUploadedFile("mois.csv", (HEADER + "R1;2025-09;95;100\n").encode())
        response = client.post(page, {"file": sent})
        assert response.status_code == (302 if times == 0 else 422)
    assert SourceArrival.objects.get().job.user == owner


def test_lists_cost_the_same_with_many(client, contract, owner, folder, django_assert_num_queries):
    client.force_login(owner)
    client.get(at(contract))
    indicator = contract.indicators.get(code="R1")
    connection = make_connection(contract, SourceKind.FOLDER, {"folder": str(folder), "pattern": "*.csv"})
    for number in range(3):
        drop(folder, f"{number}.csv", HEADER + f"R1;2025-0{number + 1};95;100\n")
    source = make_source(connection, owner, indicator)
    sweep_sources()
    assert source.arrivals.count() == 3
    with django_assert_num_queries(8):
        client.get(at(contract))
    with django_assert_num_queries(11):
        client.get(at(contract, f"{source.pk}/"))


def test_telling_again_takes_three_queries_whatever_happened(
    contract, owner, folder, django_assert_num_queries
):
    connection = make_connection(contract, SourceKind.FOLDER, {"folder": str(folder), "pattern": "*.csv"})
    source = make_source(connection, owner, contract.indicators.get(code="R1"))
    for count in (1, 4):
        for number in range(count):
            drop(folder, f"{count}{number}.csv", f"{HEADER}R1;2025-0{number + 1};{count};100\n")
        sweep_sources()
        assert (
            OutboxMail.objects.filter(user=owner).count()
            == source.events.filter(arrival__isnull=False).count()
        )
        with django_assert_num_queries(3):
            assert letters.tell() == 0


def test_whoever_left_is_replaced_and_administrators_hear_of_what_does_not_answer(contract, owner, folder):
    connection = make_connection(contract, SourceKind.FOLDER, {"folder": str(folder), "pattern": "*.csv"})
    make_source(connection, owner, contract.indicators.get(code="R1"))
    reached(connection.written_by)
    controller = reached(make_user(Role.CONTROLEUR, contract.body))
    Path(folder).rename(folder.with_name("away"))
    sweep_sources()
    told = set(OutboxMail.objects.values_list("user", flat=True))
    assert told == {owner.pk, connection.written_by_id}
    owner.is_active = False
    owner.save()
    sweep_sources()
    assert controller.pk in set(OutboxMail.objects.values_list("user", flat=True))
