"""A first sign-in waits for an administrator; the claims propose a body and a role, and grant nothing."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Arrival, Body, OutboxMail, SecurityEvent, User
from accounts.models.security import SecurityKind
from accounts.outbox import deliver_due
from accounts.rights import Role
from accounts.sign_on.openid.claims import proposed_role, text_of, values_of
from tests.accounts.test_openid import PERSON, SUBJECT, WAITING, is_in, sign_in
from tests.factories import PASSWORD, make_body, make_user
from tests.support.openid import Provider

pytestmark = pytest.mark.django_db

LIST = "/demandes-d-acces/"
SIRET = "21440109300015"


@pytest.fixture
def body(provider: Provider) -> Body:
    provider.people[SUBJECT] = PERSON
    return make_body("caisse-test")


@pytest.fixture
def administrator(body: Body) -> Client:
    client = Client()
    user = make_user(Role.ADMINISTRATEUR, body, username="alix")
    User.objects.filter(pk=user.pk).update(email="alix@caisse.example")
    client.force_login(user)
    return client


def decide(client: Client, act: str = "accepter", **sent: Any) -> Any:
    return client.post(f"{LIST}{Arrival.objects.get().pk}/", {"acte": act, **sent}, follow=True)


def accept(client: Client, body: Body, role: Role = Role.GESTIONNAIRE) -> Any:
    return decide(client, body=body.pk, role=role.value)


def test_from_a_first_sign_in_to_an_account(client, body, administrator):
    answer = sign_in(client)
    assert (answer["Location"], is_in(client)) == (WAITING, False)
    page = client.get(WAITING)
    assert (page.status_code, "Camille Martin, MonIdentité vous a reconnu" in page.content.decode()) == (
        403,
        True,
    )
    # There is no account yet: nobody can take it over, give it a password or a role.
    assert not User.objects.filter(email=PERSON["email"]).exists()
    assert not SocialAccount.objects.exists()
    deliver_due()
    assert [each.to for each in mail.outbox] == [["alix@caisse.example"]]
    assert f"http://testserver{LIST}" in mail.outbox[0].body
    page = administrator.get(LIST).content.decode()
    assert all(each in page for each in ("Camille Martin", PERSON["email"], "MonIdentité"))
    accept(administrator, body)
    person = User.objects.get(email=PERSON["email"])
    assert (person.username, person.has_usable_password()) == ("camille", False)
    assert {(each.body, each.role) for each in person.memberships.all()} == {(body, "gestionnaire")}
    assert not Arrival.objects.exists()
    assert client.get(WAITING)["Location"] == "/connexion/"
    sign_in(client)
    assert is_in(client)
    kinds = list(SecurityEvent.objects.order_by("pk").values_list("kind", "detail"))
    assert kinds == [
        (SecurityKind.RIGHT_ASKED, "première connexion"),
        (SecurityKind.RIGHT_GIVEN, "Rôle\u00a0: Gestionnaire, reçu"),
        (SecurityKind.ACCOUNT_OPENED, "demande acceptée"),
        (SecurityKind.SIGNED_IN, "fournisseur d’identité"),
    ]
    deliver_due()
    assert mail.outbox[-1].to == [PERSON["email"]]


def test_who_comes_again_waits_once(client, body, administrator):
    for _ in range(3):
        sign_in(client)
    assert Arrival.objects.count() == OutboxMail.objects.count() == 1
    first = Arrival.objects.get()
    sign_in(client, "identite-2")
    assert [each.subject for each in Arrival.objects.all()] == ["identite-2", SUBJECT]
    assert Arrival.objects.get(subject=SUBJECT).arrived_at == first.arrived_at


def test_a_refusal_is_told_and_can_be_changed(client, body, administrator):
    sign_in(client)
    decide(administrator, "refuser")
    sign_in(client)
    page = client.get(WAITING).content.decode()
    assert "Votre demande d’accès est refusée" in page
    assert not is_in(client)
    assert "Refusée par alix" in administrator.get(LIST).content.decode()
    accept(administrator, body)
    sign_in(client)
    assert is_in(client)


def test_what_the_claims_propose_is_proposed_and_no_more(client, body, administrator, provider, settings):
    other = make_body()
    settings.OPENID = provider.configuration(
        scopes=("openid", "profile", "email"),
        body_claim="siret",
        bodies={SIRET: body.code, "1": other.code},
        role_claim="realm_access.roles",
        roles={"cpg-controle": Role.CONTROLEUR},
    )
    provider.people[SUBJECT] = PERSON | {"siret": SIRET, "realm_access": {"roles": ["x", "cpg-controle"]}}
    sign_in(client)
    found = Arrival.objects.get()
    assert (found.body, found.role) == (body, "controleur")
    page = administrator.get(LIST).content.decode()
    assert '<option value="controleur" selected>' in page
    assert f'<option value="{body.pk}" selected>' in page
    # Another body does not see them, nor gives them anything of its own.
    stranger = Client()
    stranger.force_login(make_user(Role.ADMINISTRATEUR, other))
    assert "Camille Martin" not in stranger.get(LIST).content.decode()
    accept(stranger, other)
    assert accept(administrator, other).status_code == 422
    assert (Arrival.objects.count(), SocialAccount.objects.count()) == (1, 0)
    # The administrator decides, not the claim.
    accept(administrator, body, Role.LECTEUR)
    assert [each.role for each in User.objects.get(username="camille").memberships.all()] == ["lecteur"]


def test_who_proposes_no_body_is_told_to_who_administers_the_installation(client, body, administrator):
    """Without one, to everybody who administers a body: the control."""
    make_user(Role.ADMINISTRATEUR, make_body(), username="dominique")
    sign_in(client, "identite-2")
    assert set(OutboxMail.objects.values_list("user__username", flat=True)) == {"alix", "dominique"}
    OutboxMail.objects.all().delete()
    User.objects.create_superuser("exploitant", "exploitant@caisse.example")
    sign_in(client)
    assert [each.user.username for each in OutboxMail.objects.all()] == ["exploitant"]


def test_another_organisation_asks_for_nothing(client, body, administrator, provider, settings):
    settings.OPENID = provider.configuration(body_claim="siret", bodies={SIRET: body.code})
    provider.people[SUBJECT] = PERSON | {"siret": "99999999900015"}
    sign_in(client)
    page = client.get(WAITING)
    assert (page.status_code, "Votre organisation n’a pas d’accès ici" in page.content.decode()) == (
        403,
        True,
    )
    assert not Arrival.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATEUR])
def test_only_administrators_decide(client, body, role):
    sign_in(client)
    somebody = Client()
    somebody.force_login(make_user(role, body))
    assert somebody.get(LIST).status_code == 403
    assert accept(somebody, body).status_code == 403
    assert client.get(LIST)["Location"].startswith("/connexion/?next=/")
    assert Arrival.objects.count() == 1


def has_figures(body: int) -> bool:
    return True


def test_an_administrator_accepts_no_second_self_to_decide_on_figures(client, body, administrator, settings):
    settings.HAS_VALIDATED_FIGURES = f"{__name__}.has_figures"
    User.objects.filter(username="alix").update(email=PERSON["email"])
    sign_in(client)
    page = accept(administrator, body, Role.CONTROLEUR).content.decode()
    assert "un autre administrateur doit l’accepter" in page
    assert (Arrival.objects.count(), SocialAccount.objects.exists()) == (1, False)
    assert "Un compte a déjà cette adresse" in page
    accept(administrator, body, Role.LECTEUR)
    assert SocialAccount.objects.exists()


def test_who_accepts_shows_again_who_they_are(client, body, administrator, settings):
    sign_in(client)
    settings.CONFIRM_MINUTES = 15
    answer = administrator.post(f"{LIST}{Arrival.objects.get().pk}/", {"acte": "accepter"})
    assert answer["Location"].startswith("/compte/securite/confirmer/?next=")
    assert Arrival.objects.count() == 1


def test_a_body_and_a_role_are_chosen(client, body, administrator):
    make_body()
    sign_in(client)
    page = decide(administrator, body="", role="")
    assert (page.status_code, page.content.decode().count("Choisissez avant d’accepter.")) == (422, 4)
    assert Arrival.objects.count() == 1


def test_the_list_asks_as_much_for_ten_as_for_one(client, body, administrator, django_assert_num_queries):
    def ask() -> None:
        administrator.get(LIST)

    sign_in(client)
    with django_assert_num_queries(9):
        ask()
    for number in range(9):
        Arrival.objects.create(
            issuer="x", subject=str(number), email=f"{number}@x.fr", body=body, arrived_at=timezone.now()
        )
    with django_assert_num_queries(9):
        ask()


def test_what_the_database_refuses_of_an_arrival(body, administrator):
    now = {"issuer": "x", "subject": "1", "arrived_at": timezone.now()}
    for wrong in ({"role": "chef"}, {"refused_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Arrival.objects.create(**now, **wrong)


def test_claims_are_read_as_texts_or_not_at_all(provider):
    claims = {
        "a": ["x", 3, None],
        "b.c": "y",
        "b": {"c": "z", "d": {"e": ["w"]}},
        "f": 3,
        "n": "  Zoé\u0000 ",
    }
    assert [values_of(claims, path) for path in ("a", "b.c", "b.d.e", "f", "b.d", "g.h", "")] == [
        ["x"],
        ["y"],
        ["w"],
        [],
        [],
        [],
        [],
    ]
    assert (text_of(claims, "f", "n"), text_of(claims, "f")) == ("Zoé", "")
    roles = {"x": Role.LECTEUR}
    assert proposed_role(provider.configuration(role_claim="a", roles=roles), claims) is Role.LECTEUR


VERIFIED = PERSON | {"email": "Camille@Caisse.example", "email_verified": True}


@pytest.mark.parametrize(
    ("allowed", "claims", "is_linked"),
    [
        (True, VERIFIED, True),
        (False, VERIFIED, False),
        (True, VERIFIED | {"email_verified": False}, False),
        (True, VERIFIED | {"email_verified": "true"}, False),
        (True, PERSON, False),
        (True, VERIFIED | {"email": "une-autre@caisse.example"}, False),
    ],
)
def test_an_account_is_found_by_a_verified_address_where_the_settings_allow_it(
    client, body, provider, settings, allowed, claims, is_linked
):
    settings.OPENID = provider.configuration(links_by_email=allowed)
    person = make_user(Role.LECTEUR, body, username="camille")
    User.objects.filter(pk=person.pk).update(email=PERSON["email"])
    provider.people[SUBJECT] = claims
    sign_in(client)
    assert (is_in(client), SocialAccount.objects.filter(user=person).exists()) == (is_linked, is_linked)
    assert OutboxMail.objects.filter(user=person).exists() is is_linked
    # The password stays: nobody but an administrator opened this account.
    assert Client().post("/connexion/", {"username": "camille", "password": PASSWORD}).status_code == 302


def test_an_address_opens_neither_an_account_that_has_its_identity_nor_one_of_two_nor_a_superuser(
    client, body, provider, settings
):
    settings.OPENID = provider.configuration(links_by_email=True)
    provider.people[SUBJECT] = VERIFIED
    person = make_user(Role.LECTEUR, body)
    SocialAccount.objects.create(user=person, provider=provider.issuer, uid="identite-d-avant")
    User.objects.filter(pk=person.pk).update(email=PERSON["email"])
    sign_in(client)
    assert not is_in(client)
    SocialAccount.objects.all().delete()
    twin = make_user(Role.LECTEUR, body)
    User.objects.filter(pk=twin.pk).update(email=PERSON["email"])
    sign_in(client)
    assert not is_in(client)
    User.objects.filter(pk=twin.pk).update(email="", is_superuser=False)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    sign_in(client)
    assert not is_in(client)
    User.objects.filter(pk=person.pk).update(is_superuser=False)
    sign_in(client)
    assert is_in(client)


def test_an_administrator_unlinks_an_identity(client, body, administrator):
    sign_in(client)
    accept(administrator, body)
    person = User.objects.get(username="camille")
    chosen = {"action": "unlink_identity", "_selected_action": [person.pk]}
    administrator.post("/administration/accounts/user/", chosen)
    assert sign_in(client)["Location"] == WAITING
    assert SecurityEvent.objects.filter(kind=SecurityKind.IDENTITY_UNLINKED, subject=person).count() == 1
