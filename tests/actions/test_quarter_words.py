"""The quarterly review asks for the words of the quarter: those of an earlier one are beside the field, never in it."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import FollowUp, Origin
from commitments.quarterly_review import QuarterWords, review_on, words_of
from commitments.recording import ItemStep, Update, update_many, validate
from commitments.selectors import history_of
from tests.factories import make_action, planned
from tests.pages import text_of

pytestmark = pytest.mark.django_db
OLD, NEW = "Marché notifié", "Déployé dans deux départements"
COMMON = {"actor": None, "origin": Origin.COMMAND}
# The review of the fourth quarter opens on 11 October.
EARLIER, LAST_DAY, DAY = "2025-10-07", "2025-10-10", "2025-10-20"


def on(day):
    return time_machine.travel(f"{day}T10:00:00+02:00")


@pytest.fixture
def action(contract, owner):
    """Words of an earlier quarter, repeated by their validation."""
    action = make_action(contract, years=(2025,), owner=owner)
    with on(EARLIER):
        say(contract, action, OLD, hands_over=True)
    with on("2025-10-08"):
        validate(contract=contract, steps=[ItemStep(planned(action, 2025), 1)], **COMMON)
    return action


@pytest.fixture
def mine(client, contract, owner, action):
    with on(DAY):
        client.force_login(owner)
        yield client


@pytest.fixture
def address(contract):
    return f"/{contract.body.code}/{contract.code}/engagements/revue/"


def say(contract, action, comment, **more):
    update = Update(planned(action, 2025), Declared.EN_COURS, 40, comment=comment)
    update_many(contract=contract, updates=[update], **COMMON, **more)


def sent(comment, version, **more):
    typed = {"etat": "en_cours", "avancement": "40", "commentaire": comment, "version": str(version), **more}
    return {f"1-E1A1-2025-{name}": each for name, each in typed.items()} | {"suite": "soumettre"}


def row(response):
    (found,) = response.context["page"].rows
    return found


def standing(action):
    return FollowUp.objects.get(planned=planned(action, 2025)).current


def test_the_field_is_empty_and_the_last_words_are_beside_it_with_their_author_and_day(mine, address):
    response = mine.get(address)
    field = row(response).forms.follow_up["commentaire"]
    assert (field.label, field.value()) == ("Ce trimestre", "")
    assert row(response).before.comment == OLD
    assert f"07/10/2025 à 10 h 00 {OLD}" in text_of(response)


def test_without_new_words_the_last_ones_stay_and_count_as_of_their_day(mine, address, action):
    assert mine.post(address, sent("  ", 2)).status_code == 302
    assert (standing(action).version, standing(action).state, standing(action).comment) == (3, "soumis", OLD)
    response = mine.get(address)
    assert row(response).is_reviewed
    assert row(response).forms.follow_up["commentaire"].value() == ""
    assert f"{row(response).before.recorded_at:%Y-%m-%d}" == EARLIER


def test_words_of_this_quarter_are_in_the_field_and_the_earlier_ones_still_beside_it(mine, address, action):
    assert mine.post(address, sent(NEW, 2)).status_code == 302
    assert standing(action).comment == NEW
    response = mine.get(address)
    assert row(response).forms.follow_up["commentaire"].value() == NEW
    assert row(response).before.comment == OLD
    assert mine.post(address, sent("", 3)).status_code == 302
    assert standing(action).comment == NEW


def test_what_is_refused_keeps_what_was_typed_with_the_last_words_beside_it(mine, address, action):
    response = mine.post(address, sent(NEW, 2, avancement="beaucoup"))
    assert response.status_code == 422
    assert row(response).forms.follow_up["commentaire"].value() == NEW
    assert row(response).before.comment == OLD
    response = mine.post(address, sent(NEW, 1))
    assert response.status_code == 409
    assert row(response).forms.follow_up["commentaire"].value() == NEW
    assert standing(action).version == 2


@pytest.mark.parametrize(
    ("written", "now", "before"),
    [
        ([], "", ""),
        ([(EARLIER, "")], "", ""),
        ([(EARLIER, OLD)], "", OLD),
        ([(LAST_DAY, OLD), (DAY, OLD)], "", OLD),
        ([("2025-10-11", NEW)], NEW, ""),
        ([(EARLIER, OLD), (DAY, NEW)], NEW, OLD),
        ([(EARLIER, OLD), (DAY, "")], "", OLD),
        ([(EARLIER, OLD), ("2025-10-08", ""), (DAY, OLD)], OLD, OLD),
    ],
)
def test_which_words_are_of_this_quarter(contract, owner, written, now, before):
    action = make_action(contract, code="E1A9", years=(2025,), owner=owner)
    for rank, (day, comment) in enumerate(written):
        update = Update(planned(action, 2025), Declared.EN_COURS, 10 + rank, comment=comment)
        with on(day):
            update_many(contract=contract, updates=[update], **COMMON)
    review = review_on(date.fromisoformat(DAY), contract.entry_delay_days)
    key = planned(action, 2025).pk
    found = words_of(history_of([key]).get(key, []), review)
    assert (found.now, found.before.comment if found.before else "") == (now, before)
    assert words_of([], review) == QuarterWords()


def test_what_is_over_since_the_review_opened_is_listed_once_by_action(
    mine, contract, owner, address, action
):
    proof = Link("https://ged.exemple.fr/b", "B")
    with on(EARLIER):
        before = make_action(contract, code="E1A3", years=(2025,), owner=owner)
        update = Update(planned(before, 2025), Declared.REALISE, 100, proof=proof)
        update_many(contract=contract, updates=[update], **COMMON)
    done = make_action(contract, code="E1A2", years=(2024, 2025), owner=owner)
    updates = [Update(planned(done, year), Declared.REALISE, 100, proof=proof) for year in (2024, 2025)]
    update_many(contract=contract, updates=updates, **COMMON)
    response = mine.get(address)
    closed = response.context["page"].closed
    assert [[item.name for item in each.items] for each in closed] == [["F1-E1A2, 2024", "F1-E1A2, 2025"]]
    assert text_of(response).count("Action E1A2") == 1
    assert [each.item.code for each in response.context["page"].rows] == ["F1-E1A1"]


def test_as_many_queries_for_one_row_as_for_many(mine, contract, owner, address):
    found = []
    for rank in (0, 1, 2):
        for each in range(rank):
            make_action(contract, code=f"E{rank + 1}A{each + 1}", years=(2025,), owner=owner)
        mine.get(address)
        with CaptureQueriesContext(connection) as queries:
            mine.get(address)
        found.append(len(queries))
    assert found == [10, 10, 10]
