"""History of rights: each change has its line, which nobody rewrites, and the administrators of the body read it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.granting import ask, change_role, decide, roles_beside_history
from accounts.models import Membership, Outcome, RightRevision, SecurityEvent, Token, Way
from accounts.rights import Role, Scope
from accounts.tokens import issue
from indicators.models import Assignment, Indicator
from tests.accounts.acting import HISTORY, page_of, roles_sent, signed_in
from tests.factories import assign, make_body, make_user

pytestmark = pytest.mark.django_db


def test_the_history_tells_each_change_with_what_was_before(body, asker):
    person = make_user(Role.LECTEUR, body, username="claude")
    client = signed_in(asker)
    address = page_of(person)
    sent = {"username": person.username, "is_active": "on"} | roles_sent(person=person)
    client.post(address, sent | {"memberships-0-role": "direction"})
    client.post(address, sent | roles_sent((body, Role.GESTIONNAIRE), person=person) | {"is_active": ""})
    client.post(
        address, {"is_active": "on"} | sent | roles_sent(person=person) | {"memberships-0-DELETE": "on"}
    )
    lines = RightRevision.objects.filter(person=person).order_by("sequence")
    assert [(line.sequence, line.what) for line in lines] == [
        (1, "Rôle\u00a0: Lecteur (Cnav), puis Direction"),
        (2, "Accès\u00a0: compte actif, retiré"),
        (3, "Rôle\u00a0: Gestionnaire, reçu"),
        (4, "Accès\u00a0: compte actif, reçu"),
        (5, "Rôle\u00a0: Direction, retiré"),
    ]
    assert {line.actor for line in lines} == {asker}
    page = client.get(HISTORY).content.decode()
    assert "Lecteur (Cnav), puis Direction" in page
    assert (
        "Lecteur (Cnav), puis Direction"
        not in signed_in(make_user(Role.ADMINISTRATEUR, make_body())).get(HISTORY).content.decode()
    )
    assert client.get(f"{HISTORY}add/").status_code == 403


REWRITING = (
    "UPDATE accounts_rightrevision SET after = 'lecteur'",
    "DELETE FROM accounts_rightrevision",
    """INSERT INTO accounts_rightrevision
    (body_id, sequence, kind, person_id, subject, before, after, way, recorded_at)
    SELECT body_id, sequence + 2, kind, person_id, subject, before, after, way, recorded_at
    FROM accounts_rightrevision""",
    "UPDATE accounts_rolerequest SET role = 'lecteur'",
    "DELETE FROM accounts_roledecision",
    "UPDATE accounts_roledecision SET outcome = 'refusee'",
)


def test_the_database_refuses_to_rewrite_the_history(body, asker):
    other = make_user(Role.ADMINISTRATEUR, body)
    request, _ = ask(person=asker, body=body, role=Role.CONTROLEUR, asked_by=asker)
    decide(request, outcome=Outcome.ACCEPTED, actor=other)
    for statement in REWRITING:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_role_written_beside_the_verbs_shows(asker, body):
    person = make_user(Role.LECTEUR, body, username="sans-trace")
    assert (person, Role.LECTEUR, True) in roles_beside_history(body)
    assert "hors de l’application" in signed_in(asker).get(HISTORY).content.decode()
    new_body = make_body()
    change_role(person=person, body=new_body, after=Role.LECTEUR, actor=None, way=Way.COMMAND)
    assert roles_beside_history(new_body) == []
    Membership.objects.filter(body=new_body).delete()
    assert roles_beside_history(new_body) == [(person, Role.LECTEUR, False)]


def test_tokens_and_assignments_have_their_lines(body, asker):
    person = make_user(Role.CONTROLEUR, body)
    expires = timezone.now() + timedelta(days=30)
    token, _ = issue(user=person, label="entrepôt", scope=Scope.LECTURE, bodies=[body], expires_at=expires)
    client = signed_in(asker)
    for _ in range(2):
        client.post(
            "/administration/accounts/token/", {"action": "revoke_tokens", "_selected_action": [token.pk]}
        )
    indicator = Indicator.objects.get()
    address = "/administration/indicators/assignment/"
    chosen = {"indicator": indicator.pk, "user": person.pk}
    client.post(f"{address}add/", chosen)
    assignment = Assignment.objects.get()
    client.post(f"{address}{assignment.pk}/change/", chosen | {"is_deputy": "on"})
    client.post(f"{address}{assignment.pk}/change/", chosen | {"user": asker.pk})
    deleting = {"action": "delete_selected", "_selected_action": [Assignment.objects.get().pk], "post": "yes"}
    client.post(address, deleting)
    assert not Assignment.objects.exists()
    lines = RightRevision.objects.order_by("sequence")
    assert [(line.person, line.what.partition("\u00a0: ")[2], line.actor) for line in lines] == [
        (person, "lecture, reçu", person),
        (person, "lecture, retiré", asker),
        (person, "titulaire, reçu", asker),
        (person, "titulaire, puis suppléant", asker),
        (person, "suppléant, retiré", asker),
        (asker, "titulaire, reçu", asker),
        (asker, "titulaire, retiré", asker),
    ]
    events = SecurityEvent.objects.order_by("pk").exclude(kind="connexion")
    assert [(event.kind, event.subject or event.actor) for event in events[:3]] == [
        ("jeton_cree", person),
        ("jeton_revoque", person),
        ("droit_donne", person),
    ]
    assert not events.filter(detail__contains="entrepôt").exists()
    assert lines[1].subject.startswith("«\u00a0entrepôt\u00a0» (cpg_")
    assert lines[2].subject == f"{indicator.contract.label}, R1"


def test_what_everybody_has_begins_the_history(body, asker):
    """Run again after all migrations, on rows that have no line yet."""
    person = make_user(Role.GESTIONNAIRE, body)
    assign(person, Indicator.objects.get())
    now = timezone.now()
    for label, end in (("entrepôt", now + timedelta(days=30)), ("expiré", now - timedelta(days=1))):
        token = Token.objects.create(
            user=person,
            label=label,
            digest=label,
            hint="cpg_0",
            scope=Scope.LECTURE,
            created_at=now - timedelta(days=2),
            expires_at=end,
        )
        token.bodies.set([body])
    for name in ("accounts.migrations.0013_rights_so_far", "indicators.migrations.0022_assignments_so_far"):
        import_module(name).begin(apps, None)
    assert roles_beside_history(body) == []
    lines = RightRevision.objects.filter(person=person).order_by("sequence")
    assert [(line.kind, line.after) for line in lines] == [
        ("role", "gestionnaire"),
        ("jeton", "lecture"),
        ("attribution", "titulaire"),
    ]
