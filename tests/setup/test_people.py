"""People are invited one by one or by a file: what is shown is what is done, and links are shown once at most."""

import base64
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Membership, OutboxMail, RoleRequest, SecurityEvent, User
from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.recording import MonthStep, submit, validate
from tests.factories import enter, make_body, make_contract, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = pytest.mark.django_db

CAMILLE = {
    "nom": "Roux",
    "prenom": "Camille",
    "courriel": "camille.roux@exemple.fr",
    "identifiant": "croux",
    "role": "gestionnaire",
}
HEADING = "nom;prénom;courriel;identifiant;rôle"
GOOD = (
    f"{HEADING}\nRoux;Camille;camille.roux@exemple.fr;croux;Gestionnaire\n"
    "Blin;Noé;noe.blin@exemple.fr;nblin;controleur"
)
CONSOLE = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}


@pytest.fixture
def body():
    return make_body()


@pytest.fixture
def administrator(body, client):
    user = make_user(Role.ADMINISTRATEUR, body)
    user.email = "admin@exemple.fr"
    user.save()
    client.force_login(user)
    return user


@pytest.fixture
def address(body, administrator):
    return f"/mise-en-place/{body.code}/personnes/"


def validated(body) -> None:
    """Figures that count: from then on a role that decides takes two administrators."""
    indicator = make_indicator(make_contract(body))
    author, controller = make_user(Role.CONTROLEUR, body), make_user(Role.CONTROLEUR, body)
    enter(indicator, "2025-01", pair(9, 10), actor=author)
    move = {"contract": indicator.contract, "origin": Origin.FORM}
    submit(steps=[MonthStep(indicator, Month(2025, 1), 1)], actor=author, **move)
    validate(steps=[MonthStep(indicator, Month(2025, 1), 2)], actor=controller, **move)


def send(client, address, text):
    return client.post(f"{address}fichier/", {"file": SimpleUploadedFile("personnes.csv", text.encode())})


def hidden(page) -> dict[str, str]:
    return dict(re.findall(r'name="(contenu|nom|plan)" value="([^"]*)"', page.content.decode()))


def test_an_invitation_goes_by_mail_and_its_link_is_shown_nowhere(client, body, address, administrator):
    page = client.post(address, CAMILLE, follow=True)
    person = User.objects.get(username="croux")
    assert "Camille Roux : compte ouvert, invitation envoyée" in text_of(page)
    assert list(person.memberships.values_list("body", "role")) == [(body.pk, "gestionnaire")]
    assert not person.has_usable_password()
    (mail,) = OutboxMail.objects.filter(user=person)
    (link,) = re.findall(r"http\S+", mail.body)[:1]
    assert link not in page.content.decode()
    event = SecurityEvent.objects.get(kind="lien_envoye")
    assert (event.actor, event.subject, event.detail) == (administrator, person, "")


def test_without_a_mail_server_the_link_is_shown_once_and_opens_the_account(client, address, settings):
    settings.MAILERS = CONSOLE
    page = client.post(address, CAMILLE)
    assert page.status_code == 201
    (link,) = re.findall(r'readonly value="([^"]+)"', page.content.decode())
    assert link not in client.get(address).content.decode()
    assert SecurityEvent.objects.get(kind="lien_envoye").detail == "montré à l’écran"
    visitor = Client()
    chosen = visitor.get(link.replace(settings.PUBLIC_URL, ""), follow=True)
    assert "Nouveau mot de passe" in text_of(chosen)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"courriel": "camille"}, "Écrivez une adresse comme prenom.nom@organisme.fr"),
        ({"identifiant": "c roux"}, "sans espace"),
        ({"identifiant": "ailleurs"}, "Cet identifiant est celui d’une autre personne"),
        ({"identifiant": "connue"}, "qui a une autre adresse"),
        ({"courriel": "connue@exemple.fr"}, "Cette adresse est celle du compte connue"),
        ({"identifiant": "parti", "courriel": "parti@exemple.fr"}, "Le compte de parti est fermé"),
        ({"role": "chef"}, "Ce rôle n’existe pas"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(client, body, address, changed, said):
    make_user(Role.GESTIONNAIRE, make_body(), username="ailleurs")
    for name, is_active in (("connue", True), ("parti", False)):
        person = make_user(Role.LECTEUR, body, username=name)
        person.email, person.is_active = f"{name}@exemple.fr", is_active
        person.save()
    before = User.objects.count()
    page = client.post(address, CAMILLE | changed)
    assert page.status_code == 422
    assert said in text_of(page)
    assert 'value="Roux"' in page.content.decode()
    assert User.objects.count() == before


def test_who_is_there_gets_a_role_and_a_deciding_one_for_oneself_waits(client, body, address, administrator):
    own = {"identifiant": administrator.username, "courriel": administrator.email, "role": "controleur"}
    assert "rôle donné au compte" in text_of(client.post(address, CAMILLE | own, follow=True))
    Membership.objects.filter(user=administrator, role="controleur").delete()
    validated(body)
    page = client.post(address, CAMILLE | own, follow=True)
    assert "attend l’accord d’un second administrateur" in text_of(page)
    assert RoleRequest.objects.get().person == administrator
    assert not Membership.objects.filter(user=administrator, role="controleur").exists()
    hidden_self = {"courriel": "admin+2@exemple.fr", "role": "controleur"}
    assert "demandez-le pour votre propre compte" in text_of(client.post(address, CAMILLE | hidden_self))


def test_a_file_is_shown_then_written_as_shown(client, body, address):
    page = send(client, address, GOOD)
    assert page.status_code == 200
    assert "2 personnes à inviter" in text_of(page)
    assert not User.objects.filter(username="croux").exists()
    done = client.post(f"{address}confirmer/", hidden(page), follow=True)
    assert "2 personnes sont enregistrées" in text_of(done)
    held = Membership.objects.filter(body=body, user__username__in=["croux", "nblin"])
    assert sorted(held.values_list("user__username", "role")) == [
        ("croux", "gestionnaire"),
        ("nblin", "controleur"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{GOOD}\nRoux;Camille;camille.roux@exemple.fr;croux;gestionnaire", "a déjà ce rôle à la ligne 2"),
        (f"{GOOD}\nRoux;Camille;camille.roux@exemple.fr;roux2;lecteur", "est celle de la ligne 2"),
        (f"{GOOD}\nRoux;Camille;c.roux@exemple.fr;croux;lecteur", "a une autre adresse à la ligne 2"),
        (f"{GOOD}\nX;Y;x@exemple.fr;xy;chef", "Rôle : Ce rôle n’existe pas"),
        (f"{GOOD}\nX;Y;;xy;lecteur", "Courriel : Remplissez ce champ"),
        ("nom;prénom\nRoux;Camille", "courriel"),
        (HEADING, "Ce fichier ne nomme personne"),
    ],
)
def test_one_refused_line_keeps_the_whole_file_out(client, address, text, said):
    page = send(client, address, text)
    assert page.status_code == 422
    assert said in text_of(page)
    confirmed = hidden(page) | {"contenu": base64.b64encode(text.encode()).decode()}
    assert client.post(f"{address}confirmer/", confirmed).status_code == 409
    assert not User.objects.filter(username="croux").exists()


def test_a_file_is_read_as_spreadsheets_write_it(client, address):
    """In each encoding and with each separator: the names come out whole."""
    text = GOOD.replace("Camille;", "Éloïse;")
    for content in (
        text.encode("cp1252"),
        text.replace(";", ",").encode("utf-8-sig"),
        text.replace(";", "\t").encode("utf-16"),
        text.replace("\n", "\r\n").upper().encode(),
    ):
        file = SimpleUploadedFile("personnes.csv", content)
        page = client.post(f"{address}fichier/", {"file": file})
        said = text_of(page)
        assert (page.status_code, "2 personnes à inviter" in said) == (200, True)
        assert "éloïse" in said.casefold()


def test_a_file_of_too_many_people_is_refused_before_its_lines_are_looked_up(
    client, address, django_assert_max_num_queries
):
    lines = (f"Nom{rank};Prénom;p{rank}@exemple.fr;p{rank};lecteur" for rank in range(2000))
    with django_assert_max_num_queries(20):
        page = send(client, address, "\n".join((HEADING, *lines)))
    assert page.status_code == 422
    assert "nomme plus de 300 personnes" in text_of(page)


def test_what_changed_since_the_preview_is_shown_again(client, body, address):
    page = send(client, address, GOOD)
    make_user(Role.LECTEUR, body, username="nblin")
    again = client.post(f"{address}confirmer/", hidden(page))
    assert again.status_code == 409
    assert "a changé depuis l’aperçu" in text_of(again)
    assert not User.objects.filter(username="croux").exists()


def test_another_file_than_the_one_shown_is_refused(client, address):
    page = send(client, address, GOOD)
    other = GOOD.replace("controleur", "administrateur")
    sent = hidden(page) | {"contenu": base64.b64encode(other.encode()).decode()}
    assert client.post(f"{address}confirmer/", sent).status_code == 409
    assert not User.objects.filter(username="nblin").exists()


def test_the_table_of_rights_is_what_the_code_answers(client, body, address, django_assert_num_queries):
    manager = make_user(Role.GESTIONNAIRE, body, username="camille")
    page = text_of(client.get(f"/mise-en-place/{body.code}/droits/"))
    assert "Gestionnaire camille" in page
    assert "Acte Gestionnaire 1 personne Administrateur 1 personne Consulter oui oui" in page
    assert "Saisir oui ° ce qui lui est attribué non" in page
    for _ in range(3):
        make_user(Role.CONTROLEUR, body)
    with django_assert_num_queries(10):
        client.get(f"/mise-en-place/{body.code}/droits/")
    assert manager.username in page
