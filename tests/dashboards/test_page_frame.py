"""The whole dashboard kept for one person: whatever happens around its parts, it reads as what would be made anew."""

import gzip
import re
import zlib

import pytest
import time_machine
from django.contrib.messages import SUCCESS
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.cookies import EncryptedCookie
from accounts.drafts.browser import keys_of
from accounts.models import Body, Membership, User
from accounts.rights import Role
from accounts.turns import Turn
from commitments.models import Contract, Origin
from cpg.compression import PageCompressionMiddleware
from cpg.shared.periods import Month
from cpg.shared.pieces import piece
from dashboards import page_frame
from dashboards.access import contract_among, contract_or_404, visible_rows
from dashboards.models.alert import Alert
from dashboards.page_frame import PageOfPieces
from dashboards.page_frame import _kept_pieces as kept_pieces
from indicators.jobs import sweep
from indicators.recording import MonthStep, submit
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db

TODAY = "2025-10-20T10:00:00+02:00"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def indicator():
    with time_machine.travel(TODAY):
        indicator = make_indicator(make_contract(), targets=every_year("80", "90"))
        for month in ("2025-08", "2025-09"):
            enter(indicator, month, pair(85, 100))
        sweep()
        yield indicator


@pytest.fixture
def person(indicator, client):
    user = make_user(Role.CONTROLEUR, indicator.contract.body, username="camille")
    client.force_login(user)
    return user


@pytest.fixture
def read(client, indicator, person):
    address = indicator.contract.get_absolute_url()

    def read(query=""):
        answer = client.get(f"{address}{query}", headers={"Accept-Encoding": "gzip"})
        return TOKEN.sub("", gzip.decompress(answer.content).decode())

    return read


def renamed(indicator, person):
    User.objects.filter(pk=person.pk).update(first_name="Dominique", last_name="Martin")


def demoted(indicator, person):
    Membership.objects.filter(user=person).update(role=Role.LECTEUR)


def joined_another_body(indicator, person):
    body = make_contract().body
    Membership.objects.create(user=person, body=body, role=Role.LECTEUR)


def administers_elsewhere(indicator, person):
    """A body without a contract."""
    body = Body.objects.create(code="sans", name="Caisse sans contrat", short_name="Sans contrat")
    Membership.objects.create(user=person, body=body, role=Role.ADMINISTRATEUR)


def promoted(indicator, person):
    User.objects.filter(pk=person.pk).update(is_superuser=True)


def alerted(indicator, person):
    Alert.objects.create(
        user=person, indicator=indicator, turn=next(iter(Turn)), month="2025-09-01", created_at=timezone.now()
    )


def all_read(indicator, person):
    alerted(indicator, person)
    Alert.objects.update(read_at=timezone.now())
    Alert.objects.create(
        user=make_user(Role.LECTEUR, indicator.contract.body), indicator=indicator, turn=next(iter(Turn)),
        month="2025-09-01", created_at=timezone.now(),
    )  # fmt: skip


def handed_over(indicator, person):
    submit(
        contract=indicator.contract, steps=[MonthStep(indicator, Month(2025, 9), 1)], actor=None,
        origin=Origin.COMMAND,
    )  # fmt: skip


def another_contract(indicator, person):
    contract = indicator.contract
    Contract.objects.create(
        body=contract.body, code="cpg-2028", label="CPG 2028", title="CPG", first_year=2028, last_year=2032
    )


def another_contract_renamed(indicator, person):
    another_contract(indicator, person)
    Contract.objects.filter(code="cpg-2028").update(label="CPG à venir")


def body_renamed(indicator, person):
    Body.objects.filter(pk=indicator.contract.body_id).update(name="Caisse renommée")


SEEN = (
    renamed,
    demoted,
    joined_another_body,
    administers_elsewhere,
    promoted,
    alerted,
    handed_over,
    another_contract,
    another_contract_renamed,
    body_renamed,
)


@pytest.mark.parametrize("act", SEEN, ids=lambda act: act.__name__)
def test_what_is_kept_reads_as_what_is_made_anew(read, indicator, person, act):
    before = read()
    assert read() == before
    act(indicator, person)
    kept = read()
    caches["pages"].clear()
    assert kept == read()
    assert kept != before


def test_a_role_counts_though_it_oversees_no_more_than_another(client, read, indicator, person):
    entering = make_user(Role.GESTIONNAIRE, indicator.contract.body, username="sacha")
    Membership.objects.create(user=entering, body=indicator.contract.body, role=Role.DIRECTION)
    client.force_login(entering)
    assert "/saisie/" in read()
    Membership.objects.filter(user=entering, role=Role.GESTIONNAIRE).delete()
    assert "/saisie/" not in read()


def test_what_others_have_not_read_does_not_show(read, indicator, person):
    before = read()
    all_read(indicator, person)
    assert read() == before


@pytest.mark.parametrize(("cookie", "value"), [("affichage", "sombre"), ("echelle", "lue")])
def test_what_a_browser_chose_is_its_own(client, read, cookie, value):
    before = read()
    client.cookies[cookie] = value
    chosen = read()
    assert chosen != before
    del client.cookies[cookie]
    assert read() == before


def test_the_address_of_a_kept_page_is_that_of_its_request(read):
    read()
    assert 'name="next" value="/' in read("?mois=2025-08")
    assert "?mois=2025-08&amp;x=1" in read("?mois=2025-08&x=1")


def test_nobody_gets_the_page_of_another(client, read, indicator, person):
    assert "camille" in read()
    client.force_login(make_user(Role.CONTROLEUR, indicator.contract.body, username="alex"))
    other = read()
    assert "alex" in other
    assert "camille" not in other


def test_who_left_the_body_gets_no_kept_page(client, read, indicator, person):
    read()
    Membership.objects.filter(user=person).delete()
    assert client.get(indicator.contract.get_absolute_url()).status_code == 404
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(indicator.contract.get_absolute_url()).status_code == 302


def test_each_request_has_its_token_and_it_is_accepted(indicator, person):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    address = indicator.contract.get_absolute_url()
    tokens = [TOKEN.findall(browser.get(address).content.decode()) for _ in range(2)]
    assert tokens[0]
    assert not set(tokens[0]) & set(tokens[1])
    sent = {"theme": "clair", "next": address, "csrfmiddlewaretoken": tokens[1][0]}
    assert browser.post("/affichage/", sent).status_code == 302


def test_the_keys_of_drafts_are_in_no_kept_page(read, person, monkeypatch):
    assert f'data-keys="{keys_of(person)}"' in read()
    monkeypatch.setattr(page_frame, "keys_of", lambda _: "une-autre")
    assert 'data-keys="une-autre"' in read(), "the page was kept, and its keys are those of the request"


def test_a_kept_page_is_sent_as_it_was_compressed_and_its_token_as_it_is(client, read, indicator):
    before = read()
    address = indicator.contract.get_absolute_url()
    plain = client.get(address)
    assert isinstance(plain, PageOfPieces)
    assert (plain.get("Content-Encoding"), plain["Vary"].count("Accept-Encoding")) == (None, 1)
    assert TOKEN.sub("", plain.content.decode()) == before
    answers = [client.get(address, headers={"Accept-Encoding": "gzip, br"}) for _ in range(8)]
    for each in answers:
        assert (each["Content-Encoding"], int(each["Content-Length"])) == ("gzip", len(each.content))
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        html = member.decompress(each.content)
        assert member.eof
        assert member.unused_data == b"", "a browser reads one member only"
        (token,) = set(TOKEN.findall(html.decode()))
        assert token.encode() in each.content
    assert len({len(each.content) for each in answers}) > 1, "its length says nothing"


def test_what_is_put_into_a_kept_page_is_sent():
    page = PageOfPieces([piece("<p>ceci</p>" * 100), piece("jeton", level=0)])
    page.content = page.content.replace(b"ceci", b"cela")
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    sent = PageCompressionMiddleware(lambda request: page)(request)
    assert gzip.decompress(sent.content) == b"<p>cela</p>" * 100 + b"jeton"


def test_a_frame_whose_part_is_kept_no_longer_is_rendered(client, read, indicator, monkeypatch):
    before = read()
    with monkeypatch.context() as patched:
        patched.setattr("dashboards.page_frame._kept_pieces", lambda keys: kept_pieces({*keys, "gone"}))
        assert not isinstance(client.get(indicator.contract.get_absolute_url()), PageOfPieces)
        assert read() == before
    assert isinstance(client.get(indicator.contract.get_absolute_url()), PageOfPieces)


def test_a_message_shows_once(client, read):
    before = read()
    storage, answer = EncryptedCookie(RequestFactory().get("/")), HttpResponse()
    storage.add(SUCCESS, "Enregistré.")
    storage.update(answer)
    client.cookies["messages"] = answer.cookies["messages"].value
    assert "Enregistré." in read()
    client.cookies.pop("messages", None)
    assert read() == before


def test_what_moved_while_it_was_rendered_is_not_kept(read, indicator, person, monkeypatch):
    """An alert comes between the two reads of what is shown."""
    rows = iter([visible_rows(person), []])
    with monkeypatch.context() as patched:
        patched.setattr("dashboards.overview.views.visible_rows", lambda user: next(rows))
        patched.setattr("dashboards.overview.views.other_contracts", lambda contract: [contract])
        torn = read()
    assert read() != torn


def test_without_what_it_shows_a_page_would_be_kept_too_long(read, indicator, person, monkeypatch):
    """The control: the frame is kept, and only what it is identified by renders it anew."""
    monkeypatch.setattr("dashboards.overview.views._shown_around", lambda *given: "always the same")
    before = read()
    renamed(indicator, person)
    assert read() == before


def test_the_contract_of_the_rows_is_the_contract(indicator, person):
    joined_another_body(indicator, person)
    another_contract(indicator, person)
    alerted(indicator, person)
    rows = visible_rows(person)
    assert len(rows) == 3
    for each in Contract.objects.select_related("body"):
        found, unread = contract_among(rows, each.body.code, each.code)
        same = contract_or_404(person, each.body.code, each.code)
        for one, other in ((found, same), (found.body, same.body)):
            names = [field.attname for field in type(one)._meta.concrete_fields]
            assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
        own = Alert.objects.filter(user=person, indicator__contract=each).count()
        assert (found.has_sibling, unread) == (same.has_sibling, own)
