"""Decisions of the committee: taken, followed until they are done, reopened or abandoned with a reason."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.rights import Role
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Origin
from dashboards.documents.composing import document_of
from dashboards.documents.facts import facts_of
from dashboards.models.resolution import Resolution, ResolutionState
from dashboards.models.review import ReviewKind
from dashboards.resolutions.acts import Decided, Move, abandon, finish, reopen, revise, take
from dashboards.resolutions.selectors import open_resolutions, resolutions_of
from dashboards.reviews.acts import open_review
from tests.factories import make_action, make_body, make_contract, make_indicator, make_user
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
COMMITTEE, DUE = date(2025, 9, 16), date(2025, 10, 31)


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def director(contract):
    return make_user(Role.DIRECTION, contract.body, username="dominique")


@pytest.fixture
def named(contract):
    return make_user(Role.GESTIONNAIRE, contract.body, username="camille")


def decide(
    contract, owner, actor=None, *, text="Ouvrir douze ateliers", due=DUE, taken_on=COMMITTEE, **about
):
    decided = Decided(text, taken_on, owner, due, **about)
    return take(contract=contract, decided=decided, actor=actor, origin=Origin.FORM)


def step(verb, resolution, actor, version, *terms):
    verb(resolution=resolution, move=Move(version, *terms), actor=actor, origin=Origin.FORM)
    return Resolution.objects.all().with_history().get(pk=resolution.pk)


def test_a_decision_is_followed_until_it_is_done(contract, director, named):
    taken = decide(contract, named, director)
    assert (taken.number, taken.is_open, taken.current.owner) == (1, True, named)
    done = step(finish, taken, named, 1, "douze ateliers ouverts")
    assert (done.current.state, done.current.reason, done.current.owner) == (
        "faite",
        "douze ateliers ouverts",
        named,
    )
    again = step(reopen, done, director, 2, "deux ont fermé", director, date(2025, 12, 1))
    assert (again.is_open, again.current.owner, again.current.due) == (True, director, date(2025, 12, 1))
    moved = step(revise, again, director, 3, "absence", named)
    left = step(abandon, moved, director, 4, "budget refusé")
    assert [each.state for each in left.history] == ["ouverte", "faite", "ouverte", "ouverte", "abandonnee"]
    verbs = contract.changes.order_by("sequence").values_list("verb", flat=True)
    assert list(verbs)[1:] == [
        f"{verb}_resolution" for verb in ("take", "finish", "reopen", "revise", "abandon")
    ]


def test_who_may_do_what(contract, director, named):
    controller = make_user(Role.CONTROLEUR, contract.body)
    reader = make_user(Role.LECTEUR, contract.body)
    stranger = make_user(Role.DIRECTION, make_body())
    for actor in (named, reader, stranger):
        with pytest.raises(Refusal) as refusal:
            decide(contract, named, actor)
        assert refusal.value.code == "not_allowed"
    taken = decide(contract, reader, controller)
    for actor, verb in ((named, finish), (stranger, finish), (reader, abandon), (reader, revise)):
        with pytest.raises(Refusal) as refusal:
            step(verb, taken, actor, 1, "motif")
        assert refusal.value.code == "not_allowed"
    # Whoever is named says that it is done, whatever their role; so do the direction and the controllers.
    assert not step(finish, taken, reader, 1).is_open
    assert not step(finish, decide(contract, reader, director, text="Autre"), director, 1).is_open


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": "  "}, "text_missing"),
        ({"taken_on": date(2025, 10, 21)}, "outside_contract"),
        ({"taken_on": date(2021, 12, 31)}, "outside_contract"),
        ({"due": date(2025, 9, 15)}, "due_out_of_range"),
        ({"due": date(2029, 1, 1)}, "due_out_of_range"),
        ({"text": "Déjà  prise"}, "already_recorded"),
    ],
)
def test_what_is_not_a_decision_is_refused_and_writes_nothing(contract, named, changed, code):
    decide(contract, named, text="Déjà prise")
    with pytest.raises(Refusal) as refusal:
        decide(contract, named, **changed)
    assert refusal.value.code == code
    assert Resolution.objects.count() == 1
    contract.refresh_from_db()
    assert contract.sequence == contract.changes.count()


def test_only_a_member_who_is_there_is_named(contract, named):
    left = make_user(Role.GESTIONNAIRE, contract.body)
    left.is_active = False
    left.save()
    for person in (make_user(Role.DIRECTION, make_body()), left):
        with pytest.raises(Refusal, match="organisme"):
            decide(contract, person)
    taken = decide(contract, named)
    named.memberships.all().delete()
    # Who left the body stays named when it is done; who only moves the day must name somebody who is there.
    with pytest.raises(Refusal, match="organisme"):
        step(revise, taken, None, 1, "plus tard", None, date(2025, 11, 30))
    assert step(finish, taken, None, 1).current.owner == named


@pytest.mark.parametrize("verb", [finish, abandon])
@pytest.mark.parametrize("changed", ["owner", "due"])
def test_who_ends_a_decision_changes_neither_its_person_nor_its_day(contract, director, named, verb, changed):
    taken = decide(contract, named)
    terms = (director, None) if changed == "owner" else (None, date(2027, 1, 1))
    with pytest.raises(Refusal) as refusal:
        step(verb, taken, director, 1, "fini", *terms)
    assert refusal.value.code == "unexpected"


def test_a_contract_that_begins_long_from_now_takes_decisions_today(named):
    coming = make_contract(named.memberships.get().body, code="cpg-2030", first_year=2030, last_year=2034)
    assert decide(coming, named, taken_on=date(2025, 10, 12), due=date(2029, 1, 1)).number == 1


def test_a_step_from_an_older_version_or_without_reason_is_refused(contract, director, named):
    taken = decide(contract, named)
    step(revise, taken, director, 1, "plus tard", None, date(2025, 11, 30))
    with pytest.raises(StaleVersion):
        step(finish, taken, named, 1)
    for verb, terms, code in (
        (abandon, ("",), "reason_missing"),
        (revise, ("motif",), "unchanged"),
        (revise, (" ", named, date(2025, 12, 31)), "reason_missing"),
        (revise, ("motif", None, date(2025, 9, 1)), "due_out_of_range"),
        (reopen, ("motif",), "still_open"),
    ):
        with pytest.raises(Refusal) as refusal:
            step(verb, taken, director, 2, *terms)
        assert refusal.value.code == code
    done = step(finish, taken, director, 2)
    for verb, code in ((finish, "not_open"), (abandon, "not_open"), (reopen, "reason_missing")):
        with pytest.raises(Refusal) as refusal:
            step(verb, done, director, 3)
        assert refusal.value.code == code


def test_the_list_has_open_ones_first_the_nearest_day_first(contract, named, django_assert_num_queries):
    def listed():
        with django_assert_num_queries(2):
            return [each.text for each in resolutions_of(contract)]

    indicator, action = make_indicator(contract), make_action(contract)
    decide(contract, named, text="décembre", due=date(2025, 12, 1), indicator=indicator)
    for text in ("faite", "abandonnée"):
        taken = decide(contract, named, text=text, action=action)
        step(finish if text == "faite" else abandon, taken, None, 1, "motif")
    decide(contract, named, text="octobre", due=date(2025, 10, 1))
    assert listed() == ["octobre", "décembre", "abandonnée", "faite"]
    with django_assert_num_queries(2):
        assert [each.text for each in open_resolutions(contract)] == ["octobre", "décembre"]
    late = [each.days_late(date(2025, 10, 20)) for each in resolutions_of(contract)]
    assert late == [19, 0, 0, 0]


def test_pages_take_and_follow_a_decision(client, contract, director, named):
    indicator = make_indicator(contract, label="Rendez-vous effectués")
    base = f"/{contract.body.code}/{contract.code}/comite/decisions/"
    client.force_login(director)
    assert "Aucune décision du comité n’est inscrite" in text_of(client.get(base))
    typed = {
        "texte": "Ouvrir <b>12</b> demi-journées à Laval",
        "qui": "camille",
        "echeance": "2025-10-10",
        "comite": "16/09/2025",
        "indicateur": indicator.code,
    }
    wrong = client.post(f"{base}nouvelle/", typed | {"echeance": "2025-09-01"})
    assert wrong.status_code == 422
    assert "Ouvrir &lt;b&gt;12&lt;/b&gt; demi-journées" in wrong.content.decode()
    assert client.post(f"{base}nouvelle/", typed).status_code == 302
    response = client.get(base)
    assert "Ouvrir &lt;b&gt;12&lt;/b&gt; demi-journées à Laval" in response.content.decode()
    listed = text_of(response)
    assert "Une décision à faire en retard" in listed
    assert "10 j de retard" in listed
    assert "Rendez-vous effectués" in listed
    assert "abandonner" in client.get(f"{base}1/").content.decode()

    client.force_login(named)
    page = client.get(f"{base}1/").content.decode()
    assert "La décision est faite" in page
    assert "abandonner" not in page
    assert client.post(f"{base}1/", {"acte": "abandonner", "version": "1", "motif": "x"}).status_code == 403
    stale = client.post(f"{base}1/", {"acte": "faite", "version": "7", "motif": "douze ouvertes"})
    assert (stale.status_code, "douze ouvertes" in stale.content.decode()) == (409, True)
    for posted in ({"acte": "autre", "version": "1"}, {"acte": "faite"}, {"acte": "faite", "version": "x"}):
        assert client.post(f"{base}1/", posted).status_code == 422
    assert client.post(f"{base}1/", {"acte": "faite", "version": "1", "motif": "oui"}).status_code == 302
    assert "Aucune décision du comité ne reste à faire" in text_of(client.get(base))
    assert client.get(f"{base}2/").status_code == 404


ROW = (
    "INSERT INTO dashboards_resolution (contract_id, number, text, taken_on, indicator_id)"
    " VALUES (%s, %s, %s, %s, %s)"
)
REVISION = (
    "INSERT INTO dashboards_resolutionrevision (resolution_id, version, change_id, state, owner_id, due, reason)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def insert(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        connection.check_constraints()


def test_the_database_refuses_what_is_not_a_decision_or_not_its_follow_up(contract, named):
    taken = decide(contract, named)
    other = make_contract(code="autre")
    stranger = make_user(Role.DIRECTION, make_body())
    foreign = make_indicator(other)
    change, elsewhere = contract.changes.last().pk, other.changes.last().pk
    wrong_rows = [
        (contract.pk, 1, "une autre", COMMITTEE, None),
        (contract.pk, 2, taken.text, COMMITTEE, None),
        (contract.pk, 2, "", COMMITTEE, None),
        (contract.pk, 0, "une autre", COMMITTEE, None),
        (contract.pk, 2, "une autre", COMMITTEE, foreign.pk),
    ]
    wrong_revisions = [
        (taken.pk, 1, change, "ouverte", named.pk, DUE, ""),
        (taken.pk, 3, change, "faite", named.pk, DUE, ""),
        (taken.pk, 2, change, "autre", named.pk, DUE, "motif"),
        (taken.pk, 2, change, "abandonnee", named.pk, DUE, ""),
        (taken.pk, 2, elsewhere, "faite", named.pk, DUE, ""),
        (taken.pk, 2, change, "faite", stranger.pk, DUE, ""),
        (taken.pk, 2, change, "faite", named.pk, date(2025, 9, 15), ""),
    ]
    for sql, rows in ((ROW, wrong_rows), (REVISION, wrong_revisions)):
        for values in rows:
            with pytest.raises(IntegrityError):
                insert(sql, *values)
    insert(ROW, contract.pk, 2, "une autre", COMMITTEE, None)
    insert(REVISION, taken.pk, 2, change, "faite", named.pk, DUE, "")
    with pytest.raises(IntegrityError):
        insert(REVISION, taken.pk, 3, change, "abandonnee", named.pk, DUE, "motif")
    for table in ("dashboards_resolution", "dashboards_resolutionrevision"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError):
                insert(statement)
    assert taken.revisions.get(version=2).state == ResolutionState.DONE


def test_a_review_has_the_decisions_as_they_were_known_on_its_day(contract, named, in_october_2025):
    done = decide(
        contract, named, text="Réunir les cadres", indicator=make_indicator(contract, label="Appels aboutis")
    )
    step(finish, done, None, 1, "réunis le 2 octobre")
    decide(contract, named, text="Ouvrir douze ateliers", due=date(2025, 10, 1))
    in_october_2025.move_to("2025-10-23T10:00:00+02:00")
    decide(contract, named, text="Décidé depuis")
    step(abandon, Resolution.objects.get(text="Ouvrir douze ateliers"), None, 1, "budget refusé")
    review = open_review(
        contract=contract, kind=ReviewKind.MIDTERM, day=date(2025, 10, 21), actor=None, origin=Origin.COMMAND
    )
    told = next(
        block
        for block in document_of(facts_of(review, 0)).blocks
        if getattr(block, "name", "") == "Décisions du comité"
    )
    assert [[cell.text for cell in line] for line in told.lines] == [
        ["Réunir les cadres", "camille", "31/10/2025", "faite"],
        ["Ouvrir douze ateliers", "camille", "01/10/2025", "20\u00a0j de retard"],
    ]
    assert told.lines[0][0].detail == "comité du 16/09/2025, Appels aboutis"
    assert told.lines[0][3].detail == "réunis le 2 octobre"
