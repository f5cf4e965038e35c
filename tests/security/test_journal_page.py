"""The journal of security is read by who administers the body, searched, and exported; the export is written in it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from accounts.models import SecurityEvent, User
from accounts.models.security import SecurityKind
from accounts.rights import Role
from accounts.security.recording import log_security
from cpg.settings.caches import with_redis
from cpg.shared import french
from tests.factories import make_body, make_contract, make_user

pytestmark = pytest.mark.django_db
PAGE, FILE = "/journal-de-securite/", "/journal-de-securite/csv/"


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATEUR, make_body(), username="administration")


def read(user: User, address: str = PAGE) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode("utf-8-sig")


def event(kind: SecurityKind = SecurityKind.SIGNED_IN, address: str = "203.0.113.9", **more) -> SecurityEvent:
    return SecurityEvent.objects.create(
        **({"kind": kind, "happened_at": timezone.now(), "address": address} | more)
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATEUR])
@pytest.mark.parametrize("address", [PAGE, FILE])
def test_only_administrators_read_it(client: Client, role: Role, address: str) -> None:
    client.force_login(make_user(role, make_body()))
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302


def test_one_reads_the_events_of_the_bodies_that_one_administers(administrator: User) -> None:
    own, other = administrator.memberships.get().body, make_body()
    stranger = make_user(Role.LECTEUR, other, username="ailleurs")
    of_both = make_user(Role.LECTEUR, own, username="partout")
    of_both.memberships.create(body=other, role=Role.LECTEUR)
    for user in (administrator, stranger, of_both):
        log_security(SecurityKind.SIGNED_IN, actor=user)
    log_security(SecurityKind.DOWNLOADED, actor=of_both, body=other, detail="/ailleurs/")
    event(SecurityKind.SIGN_IN_FAILED, detail="compte inconnu")
    lines = read(administrator, FILE).splitlines()
    assert [line.split(";")[2:4] for line in lines[1:]] == [
        ["Connexion", str(of_both)],
        ["Connexion", str(administrator)],
    ]
    everything = make_user(Role.LECTEUR, other, username="installation")
    User.objects.filter(pk=everything.pk).update(is_superuser=True)
    # The five, and the export of the first.
    assert "6\u00a0événements" in read(User.objects.get(pk=everything.pk))


def test_what_concerns_no_account_is_shown_where_there_is_one_body(administrator: User) -> None:
    event(SecurityKind.SIGN_IN_FAILED, detail="compte inconnu")
    assert "compte inconnu" in read(administrator)
    make_body()
    assert "compte inconnu" not in read(administrator)


def test_it_is_searched_by_person_address_sort_and_day(administrator: User) -> None:
    body = administrator.memberships.get().body
    camille = make_user(Role.LECTEUR, body, username="camille")
    event(actor=camille, body=body)
    event(SecurityKind.SIGN_IN_FAILED, "198.51.100.7", subject=administrator, body=body)
    event(SecurityKind.DOWNLOADED, actor=administrator, body=body, detail="/x/arretes/2024T4/")
    event(actor=camille, body=body, happened_at=datetime(2025, 3, 31, 21, 59, tzinfo=UTC))
    for query, count in (
        ("texte=CAMILLE", 2),
        ("texte=198.51.", 1),
        ("texte=2024T4", 1),
        ("sorte=refus", 1),
        ("sorte=nimporte", 4),
        ("au=2025-03-31", 1),
        ("au=2025-03-30", 0),
        ("du=2025-04-01", 3),
        ("du=hier", 4),
        ("texte=camille&sorte=refus", 0),
    ):
        found = (
            "Aucun événement"
            if not count
            else f"Journal de sécurité\u00a0: {french.counted(count, 'événement', 'événements')}</h1>"
        )
        assert found in read(administrator, f"{PAGE}?{query}"), query


def test_pages_follow_each_other_in_a_constant_number_of_queries(
    administrator: User, django_assert_num_queries
) -> None:
    body = administrator.memberships.get().body
    moment = timezone.now() - timedelta(days=1)
    SecurityEvent.objects.bulk_create(
        SecurityEvent(
            kind="connexion", happened_at=moment, actor=administrator, body=body, detail=f"n{number}."
        )
        for number in range(120)
    )
    client = Client()
    client.force_login(administrator)
    with django_assert_num_queries(9):
        first = client.get(PAGE).content.decode()
    assert (first.count("<tr><td>"), "n119." in first, "n69." in first) == (50, True, False)
    oldest = SecurityEvent.objects.get(detail="n70.").pk
    assert f'href="?avant={oldest}#evenements"' in first
    last = client.get(PAGE, {"avant": SecurityEvent.objects.get(detail="n20.").pk}).content.decode()
    assert (last.count("<tr><td>"), "Plus anciens" in last, "Les plus récents" in last) == (20, False, True)


def test_each_file_that_leaves_is_written_down_before_it_leaves(client: Client, monkeypatch) -> None:
    contract = make_contract()
    address = f"/{contract.body.code}/{contract.code}/journal/excel-fr/"
    user = make_user(Role.ADMINISTRATEUR, contract.body)
    client.force_login(user)
    assert client.head(address).status_code == client.get(PAGE).status_code == 200
    assert not SecurityEvent.objects.exists()
    for asked in (address, FILE):
        assert client.get(asked, {"texte": "secret"}).status_code == 200
    rows = SecurityEvent.objects.order_by("pk").values_list("kind", "actor", "body", "detail")
    assert list(rows) == [
        (SecurityKind.DOWNLOADED, user.pk, contract.body_id, address),
        (SecurityKind.JOURNAL_EXPORTED, user.pk, contract.body_id, FILE),
    ]

    def fail(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SecurityEvent.objects, "create", fail)
    client.raise_request_exception = False
    assert client.get(address).status_code >= 500


def test_rows_read_by_a_program_are_one_event_an_hour(client: Client, settings: LazySettings) -> None:
    """And one a time while Redis is away: a file leaves all the same."""
    contract = make_contract()
    client.force_login(make_user(Role.LECTEUR, contract.body))
    address = "/api/v1/indicators/"
    for kind, count in (("application/json", 0), ("text/csv", 1), ("text/csv", 1)):
        answer = client.get(address, headers={"accept": kind})
        assert (answer.status_code, SecurityEvent.objects.count()) == (200, count)
    settings.CACHES = with_redis("redis://127.0.0.1:1/0")
    assert client.get(address, headers={"accept": "text/csv"}).status_code == 200
    assert SecurityEvent.objects.count() == 2
