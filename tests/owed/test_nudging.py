"""A reminder from the board: one mail a person with everything, never beside that of the calendar."""

from dataclasses import replace

import pytest

from accounts.models import OutboxMail, User
from accounts.rights import Role
from commitments.models import Change
from cpg.shared.french import NARROW, NO_BREAK
from dashboards.reminders import frame, nudging, planning
from dashboards.reminders.planning import remind
from tests.factories import (
    assign,
    make_action,
    make_contract,
)
from tests.one_of_each import make_resolution
from tests.owed.owing import address, entered, filled, person, returned
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def nudge(client, contract, *usernames, rest=""):
    return client.post(address(contract, f"relancer/{rest}"), {"relancer": usernames}, follow=True)


def test_a_reminder_is_one_mail_with_all_that_the_person_owes(client, contract, indicator, controller):
    user = person(contract)
    action = make_action(contract, years=(2025,), owner=user)
    for each in (indicator, filled(contract), (doubtful := filled(contract))):
        assign(user, each)
    returned(indicator)
    entered(doubtful, 1, "")
    response = nudge(client, contract, "camille", rest="?filtre=renvois")
    assert response.redirect_chain[0][0] == address(contract, "?filtre=renvois")
    assert "camille recevra un courriel, avec tout ce qui reste à faire." in text_of(response)
    letter = OutboxMail.objects.get()
    said = letter.body.replace(NO_BREAK, " ").replace(NARROW, " ")
    assert letter.subject.replace(NO_BREAK, " ") == (
        "Rappel de dominique : une valeur à saisir, en retard, un mois vous revient, un mois attend un commentaire, "
        "une échéance attend votre revue"
    )
    assert "dominique vous rappelle ce qui reste à faire." in said
    assert "- Indicateur 1 (R1), septembre 2025\n  « périmètre à revoir »\n  http" in said
    assert action.full_code in said
    assert "1 %" not in said
    assert "/R1/2025-09/" in said


def test_a_late_decision_reminds_whoever_is_named_once_by_hand_or_by_the_calendar(
    client, contract, controller, clock
):
    for number in (1, 2):
        make_resolution(contract, person(contract, f"elu{number}", Role.LECTEUR), f"Ouvrir {number} ateliers")
    # Five days before, the day after and ten days after.
    for day, count in (("10-25", 0), ("10-26", 2), ("10-30", 0), ("11-01", 2), ("11-12", 2)):
        clock.move_to(f"2025-{day}T10:00:00+01:00")
        assert remind() == count, day
    clock.move_to("2025-11-20T10:00:00+01:00")
    client.force_login(controller)
    assert "elu1 recevra un courriel" in text_of(nudge(client, contract, "elu1"))
    letter = OutboxMail.objects.get(user__username="elu1", created_at__date="2025-11-20")
    said = letter.body.replace(NO_BREAK, " ").replace(NARROW, " ")
    assert letter.subject.endswith("une décision du comité à faire")
    assert "- Ouvrir 1 ateliers\n  Décision 1 du comité du 16/09/2025, pour le 31/10/2025, en retard" in said
    assert f"/{contract.code}/comite/decisions/1/" in said
    assert remind() == 0


def test_a_reminder_has_what_is_owed_in_other_bodies_too_and_no_page_shows_it(
    client, contract, indicator, controller
):
    user = person(contract)
    other = make_contract(first_year=2025)
    user.memberships.create(body=other.body, role=Role.GESTIONNAIRE)
    assign(user, indicator)
    assign(user, filled(other))
    assert other.code not in text_of(nudge(client, contract, "camille"))
    assert OutboxMail.objects.get().subject.endswith("deux valeurs à saisir, en retard")


def test_nobody_of_another_body_nor_oneself_is_reminded(client, contract, indicator, controller):
    User.objects.filter(pk=controller.pk).update(email="dominique@exemple.invalid")
    assign(controller, indicator)
    other = make_contract(first_year=2025)
    assign(person(other, "ailleurs"), filled(other))
    assert "à vous" in text_of(client.get(address(contract)))
    assert "Personne n’est relancé" in text_of(nudge(client, contract, "ailleurs", "dominique"))
    assert not OutboxMail.objects.exists()


def test_many_are_reminded_at_once(client, contract, indicator, controller):
    for username in ("camille", "alex"):
        assign(person(contract, username), indicator)
    assert "Relancer 2 personnes" in text_of(client.get(address(contract)))
    assert "alex et camille recevront" in text_of(nudge(client, contract, "camille", "alex"))
    assert "Relancer" not in text_of(client.get(address(contract)))


def test_after_a_manual_reminder_the_calendar_says_nothing_that_day_nor_a_second_controller(
    client, contract, indicator, controller, clock
):
    assign(person(contract), indicator)
    clock.move_to("2025-10-11T07:04:30+02:00")
    client.force_login(controller)
    nudge(client, contract, "camille")
    clock.move_to("2025-10-11T07:05:21+02:00")
    assert remind() == 0
    assert "a déjà reçu un rappel" in text_of(nudge(client, contract, "camille"))
    assert OutboxMail.objects.count() == 1
    clock.move_to("2025-10-12T07:05:00+02:00")
    assert remind() == 0
    clock.move_to("2025-10-20T07:05:00+02:00")
    assert remind() == 1


def test_after_the_calendar_a_manual_reminder_waits_for_the_next_day(
    client, contract, indicator, controller, clock
):
    assign(person(contract), indicator)
    clock.move_to("2025-10-13T07:05:00+02:00")
    assert remind() == 1
    clock.move_to("2025-10-13T07:05:51+02:00")
    client.force_login(controller)
    assert "à 7 h 05" in text_of(client.get(address(contract)))
    nudge(client, contract, "camille")
    assert OutboxMail.objects.count() == 1
    clock.move_to("2025-10-14T07:05:51+02:00")
    client.force_login(controller)
    nudge(client, contract, "camille")
    assert OutboxMail.objects.count() == 2


def both_at_once(client, contract, order):
    """Neither sender sees the mail of the other, as when both read before either wrote."""
    for send in order:
        if send == "manual":
            nudge(client, contract, "camille")
        else:
            remind()
    return OutboxMail.objects.count()


@pytest.mark.parametrize("order", [("manual", "calendar"), ("calendar", "manual"), ("manual", "manual")])
def test_where_neither_sees_the_other_one_mail_leaves(
    client, contract, indicator, controller, order, monkeypatch
):
    assign(person(contract), indicator)
    monkeypatch.setattr(planning, "last_mails", lambda *users: {})
    monkeypatch.setattr(nudging, "last_mails", lambda *users: {})
    assert both_at_once(client, contract, order) == 1


def test_control_with_a_key_for_each_sender_two_mails_would_leave(
    client, contract, indicator, controller, monkeypatch
):
    assign(person(contract), indicator)
    monkeypatch.setattr(planning, "last_mails", lambda *users: {})
    monkeypatch.setattr(nudging, "last_mails", lambda *users: {})
    monkeypatch.setattr(
        nudging, "letter", lambda *args, **more: replace(frame.letter(*args, **more), key="relance/1")
    )
    assert both_at_once(client, contract, ("manual", "calendar")) == 2


def test_a_reminder_writes_no_act_of_the_contract(client, contract, indicator, controller):
    assign(person(contract), indicator)
    before = Change.objects.count()
    nudge(client, contract, "camille")
    assert Change.objects.count() == before
