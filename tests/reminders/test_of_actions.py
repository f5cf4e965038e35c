"""The quarterly review of actions and its mails: when it is due, who is written to, once."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Body, OutboxMail, User
from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.state import State
from commitments.models import (
    Action,
    Change,
    Contract,
    Engagement,
    Fiche,
    FollowUpRevision,
    Origin,
    PlannedYear,
)
from commitments.quarterly_review import last_ended, review_on
from commitments.recording import ItemStep, Update, return_, update_many
from commitments.selectors import Item, Owners, Record
from dashboards.reminders.actions import HandedItem
from dashboards.reminders.frame import Tray
from dashboards.reminders.planning import Desk, plan, remind
from tests.factories import make_action, make_contract, make_user, planned

PARIS = ZoneInfo("Europe/Paris")
CONTRACT = Contract(pk=1, code="cpg", label="CPG", body=Body(pk=1, code="caisse", short_name="Caisse"))
OWNER = User(pk=7, first_name="Camille")


def item(code, record=None):
    """An échéance of Camille's for 2025 that the database does not hold."""
    engagement = Engagement(code=code[:2], fiche=Fiche(contract=CONTRACT, position=1))
    planned_year = PlannedYear(action=Action(code=code, engagement=engagement), year=2025)
    return Item(CONTRACT, planned_year, record, Owners(1, OWNER), (), date(2025, 10, 1))


def handed(code, state, since, reason=""):
    revision = FollowUpRevision(
        version=1,
        declared=Declared.EN_COURS,
        progress=40,
        state=state,
        returned_because=reason,
        change=Change(sequence=1, actor=User(pk=8, first_name="Dominique"), recorded_at=since),
    )
    record = Record.of(revision)
    return HandedItem(item(code, record), record)


ASKED = item("E1A1")


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ((2025, 1, 10), (2024, 4)),
        ((2025, 1, 11), (2025, 1)),
        ((2025, 4, 10), (2025, 1)),
        ((2025, 10, 10), (2025, 3)),
        ((2025, 10, 11), (2025, 4)),
        ((2025, 12, 31), (2025, 4)),
    ],
)
def test_a_day_belongs_to_one_review(day, found):
    review = review_on(date(*day), 10)
    assert (review.year, review.quarter) == found
    assert review.opens <= date(*day) <= review.until


def test_reviews_follow_one_another_without_a_gap():
    for delay in (0, 10, 45):
        reviews = [review_on(date(2025, month, 20), delay) for month in range(1, 13)]
        assert all(
            review.opens <= date(2025, month, 20) <= review.until for month, review in enumerate(reviews, 1)
        )


@pytest.mark.parametrize(("day", "quarter"), [((2025, 10, 1), 3), ((2025, 12, 31), 3), ((2026, 1, 1), 4)])
def test_people_are_reminded_of_the_last_quarter_that_ended(day, quarter):
    assert last_ended(date(*day), 10).quarter == quarter


def at(day, hour=9, month=10):
    return datetime(2025, month, day, hour, tzinfo=PARIS)


def desk_of(user, to_do=(), returned=(), waiting=()):
    return Desk(user, items=Tray(list(to_do), list(returned), list(waiting)))


def letter(desk, now, last=None):
    return plan(desk, last, now)


DESK = desk_of(OWNER, [ASKED])


@pytest.mark.parametrize(
    ("day", "told", "is_written"),
    [
        (4, None, False),
        (5, None, True),
        (6, 5, False),
        (10, 5, False),
        (11, 5, True),
        (12, 11, False),
        (20, 11, True),
        (30, 20, False),
        (30, 5, True),
    ],
)
def test_five_days_before_the_day_after_and_ten_days_after(day, told, is_written):
    found = letter(DESK, at(day), at(told, 8) if told else None)
    assert (found is not None) is is_written


def test_one_mail_holds_all_that_is_about_a_person():
    returned = handed("E2A1", State.RETOURNE, at(11, 7), "Joignez le bilan")
    waiting = handed("E3A1", State.SOUMIS, at(11, 7))
    found = letter(desk_of(OWNER, [ASKED], [returned], [waiting]), at(11))
    assert found.subject == "Une échéance attend votre revue, une échéance renvoyée, une échéance à valider"
    for said in ("F1-E1A1", "Joignez le bilan", "F1-E3A1", "en retard, attendue le 10/10/2025"):
        assert said in found.body


def test_news_is_told_once():
    desk = desk_of(OWNER, returned=[handed("E2A1", State.RETOURNE, at(14, 7), "Joignez le bilan")])
    assert letter(desk, at(14), at(11))
    assert letter(desk, at(15), at(14)) is None
    assert letter(desk, at(14, 11), at(14, 9)) is None


def test_a_weekly_mail_comes_on_monday_or_after_it_where_monday_had_no_server():
    desk = desk_of(User(pk=7, first_name="Camille", wants_weekly_digest=True), [ASKED])
    assert letter(desk, at(13), at(6))
    assert letter(desk, at(14), at(6))
    assert letter(desk, at(14), at(13)) is None


@pytest.fixture
def contract(db):
    with time_machine.travel(at(1, month=8)):
        return make_contract()


def person(role, contract, username):
    user = make_user(role, contract.body, username=username)
    user.email = f"{username}@exemple.fr"
    user.save()
    return user


@pytest.fixture
def owned(contract, owner):
    """An action of theirs, named before what follows: time never runs backwards along the acts."""
    with time_machine.travel(at(1, month=8)):
        return make_action(contract, years=(2025, 2027), owner=owner)


@pytest.fixture
def owner(contract):
    return person(Role.GESTIONNAIRE, contract, "camille")


def told():
    return sorted(OutboxMail.objects.values_list("user__username", flat=True))


def test_the_owner_is_written_to_once_and_no_longer_once_it_is_submitted(contract, owner, owned):
    action = owned
    with time_machine.travel(at(5)):
        assert (remind(), remind()) == (1, 0)
    body = OutboxMail.objects.get().body
    assert "F1-E1A1, 2025" in body
    assert "F1-E1A1, 2027" not in body
    with time_machine.travel(at(8)):
        update_many(
            contract=contract,
            updates=[Update(planned(action, 2025), Declared.EN_COURS, 40)],
            actor=owner,
            origin=Origin.FORM,
            hands_over=True,
        )
    with time_machine.travel(at(11)):
        assert remind() == 0


def test_a_promised_day_that_is_over_reminds_its_owner_the_day_after_it_and_ten_days_after(
    contract, owner, owned
):
    with time_machine.travel(at(8)):
        promise = Update(planned(owned, 2025), Declared.EN_COURS, 40, date(2025, 10, 20))
        update_many(contract=contract, updates=[promise], actor=owner, origin=Origin.FORM, hands_over=True)
    written = []
    for day in range(10, 32):
        with time_machine.travel(at(day)):
            if remind():
                written.append(day)
    assert written == [21, 30]
    mail = OutboxMail.objects.latest("pk")
    assert mail.subject == "Une date promise est passée"
    assert mail.body.count("F1-E1A1, 2025") == 1


def test_what_was_reviewed_for_a_quarter_is_asked_anew_for_the_next(contract, owner, owned):
    with time_machine.travel(at(8)):
        update_many(
            contract=contract,
            updates=[Update(planned(owned, 2025), Declared.EN_COURS, 40)],
            actor=owner,
            origin=Origin.FORM,
            hands_over=True,
        )
    with time_machine.travel(datetime(2026, 1, 5, 9, tzinfo=PARIS)):
        assert remind() == 1
    assert "en retard depuis 5" in OutboxMail.objects.get(user=owner).body


def test_the_deputy_is_written_to_while_the_owner_is_away(contract, owner):
    deputy = person(Role.GESTIONNAIRE, contract, "sacha")
    make_action(contract, years=(2025,), owner=owner, deputy=deputy)
    owner.absent_until = date(2025, 10, 31)
    owner.save()
    with time_machine.travel(at(5)):
        remind()
    assert told() == ["sacha"]
    assert "à la place de camille" in OutboxMail.objects.get().body


def test_who_no_longer_writes_in_the_body_is_not_written_to(contract, owner):
    make_action(contract, years=(2025,), owner=owner)
    owner.memberships.all().delete()
    with time_machine.travel(at(5)):
        assert remind() == 0


def test_a_controller_is_told_what_waits_and_the_owner_what_came_back(contract, owner, owned):
    controller = person(Role.CONTROLEUR, contract, "dominique")
    action = owned
    with time_machine.travel(at(8, month=9)):
        update_many(
            contract=contract,
            updates=[Update(planned(action, 2025), Declared.EN_COURS, 40)],
            actor=owner,
            origin=Origin.FORM,
            hands_over=True,
        )
    with time_machine.travel(at(9, month=9)):
        remind()
        assert told() == ["dominique"]
        return_(
            contract=contract,
            steps=[ItemStep(planned(action, 2025), 1)],
            reason="Joignez le bilan",
            actor=controller,
            origin=Origin.FORM,
        )
    with time_machine.travel(at(10, month=9)):
        remind()
    assert told() == ["camille", "dominique"]
    assert "Joignez le bilan" in OutboxMail.objects.get(user=owner).body
