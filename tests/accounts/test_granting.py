"""Takeover and self-promotion: an account belongs to the bodies of its roles, and nobody gives themselves a role that
decides on figures.
"""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.admin import people
from accounts.granting import (
    RequestRefusedError,
    SecondNeededError,
    ask,
    change_access,
    change_role,
    decide,
    second,
)
from accounts.models import (
    OutboxMail,
    Outcome,
    RightRevision,
    RoleDecision,
    RoleRequest,
    SecurityEvent,
    User,
    Way,
)
from accounts.rights import Role, Verb, may
from tests.accounts.acting import PEOPLE, REQUESTS, ask_at_the_screen, holds, page_of, roles_sent, signed_in
from tests.factories import make_body, make_user

pytestmark = pytest.mark.django_db


def take_over(attacker: User, person: User) -> None:
    """Another address on the account of somebody, then a link for its password."""
    sent = {"username": person.username, "email": "attaque@ailleurs.example", "is_active": "on"}
    client = signed_in(attacker)
    client.post(page_of(person), sent | roles_sent(person=person))
    client.post(PEOPLE, {"action": "send_links", "_selected_action": [person.pk]})


@pytest.mark.parametrize("is_protected", [True, False])
def test_an_account_without_a_role_is_nobodys_to_take_over(monkeypatch, is_protected):
    """Another body has just created it, and gives it a role later. The control has no rule."""
    if not is_protected:
        monkeypatch.setattr(people.PersonAdmin, "get_queryset", lambda self, request: User.objects.all())
        monkeypatch.setattr(people.PersonAdmin, "has_change_permission", lambda self, request, obj=None: True)
        monkeypatch.setattr(people.RolesFormSet, "clean", lambda self: None)
    person = User.objects.create(username="nouvelle", email="nouvelle@caisse.example")
    attacker = make_user(Role.ADMINISTRATEUR, make_body())

    take_over(attacker, person)

    person.refresh_from_db()
    mails = OutboxMail.objects.filter(user=person, kind="compte", address="")
    assert (person.email == "nouvelle@caisse.example") is is_protected
    assert mails.exists() is not is_protected


def test_who_lost_the_last_role_gets_another_by_the_operator_only(body, asker):
    person = make_user(Role.LECTEUR, body)
    same = {"before": Role.LECTEUR, "after": Role.LECTEUR}
    assert not change_role(person=person, body=body, **same, actor=asker, way=Way.FORM)
    assert person.memberships.get().role == Role.LECTEUR
    change_role(person=person, body=body, before=Role.LECTEUR, actor=asker, way=Way.FORM)
    assert person.username not in signed_in(asker).get(PEOPLE).content.decode()
    assert signed_in(asker).get(page_of(person)).status_code == 302
    call_command("grant_role", person.username, body.code, "lecteur")
    assert holds(person, Role.LECTEUR, body)
    assert signed_in(asker).get(page_of(person)).status_code == 200
    call_command("grant_role", person.username, body.code, "lecteur", "--withdraw")
    assert not holds(person, Role.LECTEUR, body)
    with pytest.raises(CommandError):
        call_command("grant_role", "personne", body.code, "lecteur")


@pytest.mark.parametrize("is_protected", [True, False])
def test_nobody_gives_themselves_a_role_that_decides(monkeypatch, body, asker, is_protected):
    """The control is the same click without the rule."""
    if not is_protected:
        monkeypatch.setattr(second, "DECIDING", frozenset())
    page = ask_at_the_screen(asker, body)
    assert holds(asker, Role.CONTROLEUR, body) is not is_protected
    assert ("attend l’accord d’un second administrateur" in page) is is_protected
    assert RoleRequest.objects.exists() is is_protected


def test_the_first_set_up_needs_nobody_else_and_other_roles_never_do(body, asker):
    new_body = make_body()
    first = make_user(Role.ADMINISTRATEUR, new_body)
    ask_at_the_screen(first, new_body)
    assert holds(first, Role.CONTROLEUR, new_body)
    for role in (Role.GESTIONNAIRE, Role.DIRECTION, Role.LECTEUR):
        ask_at_the_screen(asker, body, role)
        assert holds(asker, role, body)
    colleague = make_user(Role.LECTEUR, body)
    change_role(person=colleague, body=body, after=Role.CONTROLEUR, actor=asker, way=Way.FORM)
    assert holds(colleague, Role.CONTROLEUR, body)


@pytest.mark.parametrize(
    ("email", "name"), [("alix+bis@caisse.example", "Autre"), ("autre@caisse.example", "Brizelle")]
)
def test_a_second_account_of_the_same_person_is_the_same_person(body, asker, email, name):
    asker.email, asker.first_name, asker.last_name = "alix@caisse.example", "Alix", "Brizelle"
    asker.save()
    other = make_user(Role.ADMINISTRATEUR, body)
    other.email, other.first_name, other.last_name = email, "Alix", name
    other.save()
    with pytest.raises(SecondNeededError):
        change_role(person=other, body=body, after=Role.CONTROLEUR, actor=asker, way=Way.FORM)
    request, seconds = ask(person=asker, body=body, role=Role.CONTROLEUR, asked_by=asker)
    assert seconds == 0
    with pytest.raises(RequestRefusedError):
        decide(request, outcome=Outcome.ACCEPTED, actor=other)


def test_another_administrator_accepts_once_and_the_history_names_both(body, asker):
    other = make_user(Role.ADMINISTRATEUR, body, username="sacha")
    ask_at_the_screen(asker, body)
    ask_at_the_screen(asker, body)
    request = RoleRequest.objects.get()
    assert "demande le rôle" in OutboxMail.objects.get(user=other).body
    accept = {"action": "accept", "_selected_action": [request.pk]}
    for stranger in (asker, make_user(Role.ADMINISTRATEUR, make_body()), make_user(Role.CONTROLEUR, body)):
        signed_in(stranger).post(REQUESTS, accept)
        assert not holds(asker, Role.CONTROLEUR, body)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleDecision.objects.create(
            request=request, outcome="acceptee", decided_by=asker, decided_at=timezone.now()
        )
    answer = signed_in(other).post(REQUESTS, accept, follow=True).content.decode()
    assert "Demande acceptée" in answer
    line = RightRevision.objects.get(person=asker, after="controleur")
    assert (line.actor, line.request, line.way) == (other, request, Way.FORM)
    with pytest.raises(RequestRefusedError):
        decide(request, outcome=Outcome.REFUSED, actor=other)


def test_a_request_is_refused_or_taken_back(body, asker):
    other = make_user(Role.ADMINISTRATEUR, body)
    for action, actor, decision in (("refuse", other, "refusee"), ("take_back", asker, "reprise")):
        ask_at_the_screen(asker, body)
        request = RoleRequest.objects.get(decision=None)
        signed_in(actor).post(REQUESTS, {"action": action, "_selected_action": [request.pk]})
        assert RoleDecision.objects.get(request=request).outcome == decision
    assert not holds(asker, Role.CONTROLEUR, body)
    [mail] = OutboxMail.objects.filter(user=asker)
    assert "est refusée par" in mail.body


def test_an_administrator_whom_the_asker_has_just_named_accepts_nothing_of_theirs(body, asker):
    made = make_user(Role.LECTEUR, body)
    change_role(person=made, body=body, after=Role.ADMINISTRATEUR, actor=asker, way=Way.FORM)
    made.forget_roles()
    by_them = make_user(Role.LECTEUR, body)
    change_role(person=by_them, body=body, after=Role.ADMINISTRATEUR, actor=made, way=Way.FORM)
    by_them.forget_roles()
    request, seconds = ask(person=asker, body=body, role=Role.CONTROLEUR, asked_by=asker)
    assert seconds == 0
    for actor in (made, by_them):
        with pytest.raises(RequestRefusedError, match="moins de 30 jours"):
            decide(request, outcome=Outcome.ACCEPTED, actor=actor)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        decide(request, outcome=Outcome.ACCEPTED, actor=made)
    assert holds(asker, Role.CONTROLEUR, body)


def test_the_only_administrator_is_told_what_to_do_and_the_operator_helps(body, asker):
    assert "manage.py grant_role" in ask_at_the_screen(asker, body)
    superuser = User.objects.create_superuser("exploitant")
    decide(RoleRequest.objects.get(), outcome=Outcome.ACCEPTED, actor=superuser)
    assert holds(asker, Role.CONTROLEUR, body)
    with pytest.raises(SecondNeededError):
        change_role(person=superuser, body=body, after=Role.CONTROLEUR, actor=superuser, way=Way.FORM)


def test_other_administrators_are_told_of_roles_that_decide(body, asker):
    other, person = make_user(Role.ADMINISTRATEUR, body), make_user(Role.LECTEUR, body)
    change_role(person=person, body=body, after=Role.DIRECTION, actor=asker, way=Way.FORM)
    assert not OutboxMail.objects.exists()
    change_role(person=person, body=body, after=Role.CONTROLEUR, actor=asker, way=Way.FORM)
    [mail] = OutboxMail.objects.all()
    assert (mail.user, person.username in mail.body) == (other, True)


def test_rights_are_changed_by_administrators_of_the_body_only(body):
    person, stranger = make_user(Role.LECTEUR, body), make_user(Role.ADMINISTRATEUR, make_body())
    with pytest.raises(PermissionDenied):
        change_role(person=person, body=body, after=Role.DIRECTION, actor=stranger, way=Way.FORM)
    with pytest.raises(PermissionDenied):
        change_access(person=person, is_active=False, actor=stranger, way=Way.FORM)
    person.refresh_from_db()
    assert (person.is_active, may(person, Verb.RESOLVE, body)) == (True, False)


def test_an_address_that_an_administrator_changes_is_told_at_the_old_one_and_in_the_journal(body, asker):
    person = make_user(Role.CONTROLEUR, body)
    User.objects.filter(pk=person.pk).update(email="avant@caisse.example")
    sent = {"username": person.username, "email": "apres@caisse.example", "is_active": "on"}
    signed_in(asker).post(page_of(person), sent | roles_sent(person=person))
    [mail] = OutboxMail.objects.filter(user=person)
    assert (mail.address, "a changé l’adresse" in mail.body) == ("avant@caisse.example", True)
    event = SecurityEvent.objects.get(kind="adresse_changee")
    assert (event.actor, event.subject, event.body) == (asker, person, body)


@pytest.mark.parametrize("is_protected", [True, False])
@pytest.mark.parametrize("begins_with_address", [True, False])
def test_one_administrator_does_not_open_an_account_that_decides(
    monkeypatch, body, asker, is_protected, begins_with_address
):
    """Another address, to which the link for a password goes, and no second factor. The control has no rule."""
    if not is_protected:
        monkeypatch.setattr(people, "did_lately", lambda actor, person, *kinds: False)
    controller = make_user(Role.CONTROLEUR, body)
    Authenticator.objects.create(user=controller, type=Authenticator.Type.TOTP, data={})
    sent = {"username": controller.username, "is_active": "on"} | roles_sent(person=controller)

    def move(by):
        signed_in(by).post(page_of(controller), sent | {"email": "attaque@ailleurs.example"})

    def open_(by):
        chosen = {"action": "take_second_factor_away", "_selected_action": [controller.pk]}
        signed_in(by).post(PEOPLE, chosen)

    def is_open():
        controller.refresh_from_db()
        return bool(controller.email) and not Authenticator.objects.filter(user=controller).exists()

    steps = (move, open_) if begins_with_address else (open_, move)
    for step in steps:
        step(asker)
    assert is_open() is not is_protected
    # Another administrator may: two know of it.
    steps[1](make_user(Role.ADMINISTRATEUR, body))
    assert is_open()


@pytest.mark.parametrize("is_protected", [True, False])
def test_an_account_that_decides_is_not_made_ones_own(monkeypatch, body, asker, is_protected):
    """By its address, to which the link for a password goes. The control has no rule."""
    if not is_protected:
        monkeypatch.setattr(people, "would_take", lambda actor, person: False)
    User.objects.filter(pk=asker.pk).update(email="alix@caisse.example")
    other = make_user(Role.ADMINISTRATEUR, body)
    controller = make_user(Role.CONTROLEUR, body)
    sent = {"username": controller.username, "is_active": "on"} | roles_sent(person=controller)
    client = signed_in(asker)
    client.post(page_of(controller), sent | {"email": "Alix+c@caisse.example"})
    controller.refresh_from_db()
    assert (controller.email == "") is is_protected
    client.post(page_of(controller), sent | {"email": "autre@caisse.example"})
    client.post(page_of(controller), sent | {"email": "autre@caisse.example", "is_active": ""})
    client.post(page_of(controller), sent | {"email": "autre@caisse.example"})
    told = [mail.body for mail in OutboxMail.objects.filter(user=other).order_by("pk")]
    assert ["l’adresse" in each for each in told] == [True] * (1 if is_protected else 2) + [False]
    assert "a rouvert l’accès du compte" in told[-1]
