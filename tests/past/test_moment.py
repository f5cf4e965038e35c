"""What an address may ask for, and what it is answered."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from accounts.rights import Role
from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Month
from dashboards.past.moment import PastMoment, UnknownMomentError, asked_moment
from dashboards.past.pages import OF_TODAY, READING, WHY_NOT
from dashboards.urls import urlpatterns
from indicators.recording import put
from tests.factories import every_year, make_contract, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def entered() -> Contract:
    """Two acts: the contract's first, of the 3rd of March 2025 at noon, and one of the 4th of April at 10:15:30."""
    with time_machine.travel("2025-03-03T12:00:00+01:00", tick=False):
        contract = make_contract()
        indicator = make_indicator(contract, code="R1", targets=every_year("80", "90"))
    with time_machine.travel("2025-04-04T10:15:30+02:00", tick=False):
        common = {"actor": None, "origin": Origin.COMMAND, "expected_version": 0}
        put(indicator=indicator, month=Month(2025, 3), fact=pair(93, 100), **common)
    return contract


def last_of(contract: Contract) -> int:
    return Change.objects.filter(contract=contract).order_by("sequence").last().sequence  # type: ignore[union-attr]


def asked(text: str, contract: Contract) -> PastMoment:
    return asked_moment(text, make_user(Role.LECTEUR, contract.body), contract)


@time_machine.travel("2025-05-05T09:00:00+02:00", tick=False)
def test_a_day_and_a_minute_count_to_their_ends(entered: Contract) -> None:
    last = last_of(entered)
    found = {
        text: asked(text, entered)
        for text in ("2025-04-03", "2025-04-04", "2025-04-04T10:14", "2025-04-04T10:15")
    }
    assert [each.sequences[entered.pk] for each in found.values()] == [last - 1, last, last - 1, last]
    assert found["2025-04-04"].at == datetime(2025, 4, 4, 21, 59, 59, 999_999, tzinfo=UTC)
    assert [each.name for each in found.values()] == [
        "3\u00a0avril 2025",
        "4\u00a0avril 2025",
        "04/04/2025 à 10\u00a0h\u00a014",
        "04/04/2025 à 10\u00a0h\u00a015",
    ]


@time_machine.travel("2025-11-05T09:00:00+01:00", tick=False)
def test_a_minute_that_comes_twice_is_over_after_the_second_time(entered: Contract) -> None:
    assert asked("2025-10-26T02:30", entered).at == datetime(2025, 10, 26, 1, 30, 59, 999_999, tzinfo=UTC)
    assert asked("2025-10-25T02:30", entered).at == datetime(2025, 10, 25, 0, 30, 59, 999_999, tzinfo=UTC)


@time_machine.travel("2025-05-05T09:00:00+02:00", tick=False)
def test_an_act_is_a_moment_of_its_contract_only(entered: Contract) -> None:
    last = last_of(entered)
    found = asked(f"n{last}", entered)
    assert (found.sequences[entered.pk], found.at) == (last, datetime(2025, 4, 4, 8, 15, 30, tzinfo=UTC))
    assert found.name == f"04/04/2025 à 10\u00a0h\u00a015 (acte n°\u00a0{last})"
    assert found.text_for("/a/b/", "/a/b/R1/") == f"n{last}"
    assert found.text_for("/a/b/", "/contrats/") == "2025-04-04T10:15"


@time_machine.travel("2025-05-05T09:00:00+02:00", tick=False)
def test_today_is_what_is_known_now(entered: Contract) -> None:
    assert asked("2025-05-05", entered).at == datetime(2025, 5, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2025-05-06", "Le 06/05/2025 à 23 h 59 n’est pas encore venu : choisissez une date passée."),
        ("2025-05-05T09:01", "Le 05/05/2025 à 9 h 01 n’est pas encore venu : choisissez une date passée."),
        ("2025-03-02", "Rien n’était encore enregistré : le premier acte est du 3 mars 2025."),
        ("n99", "Ce contrat n’a pas d’acte n° 99 : écrivez par exemple 2025-06-30"),
        ("2025-02-30", "« 2025-02-30 » n’est pas une date : écrivez par exemple 2025-06-30"),
        ("demain", "« demain » n’est pas une date : écrivez par exemple 2025-06-30"),
        ("1", "« 1 » n’est pas une date"),
        ("0001-01-01T00:00", "« 0001-01-01T00:00 » n’est pas une date"),
    ],
)
@time_machine.travel("2025-05-05T09:00:00+02:00", tick=False)
def test_what_is_no_past_moment_is_refused_in_words(
    entered: Contract, client: Client, text: str, why: str
) -> None:
    with pytest.raises(UnknownMomentError):
        asked(text, entered)
    client.force_login(make_user(Role.LECTEUR, entered.body))
    answer = client.get(f"/{entered.body.code}/{entered.code}/?etat_au={text}")
    assert answer.status_code == 400
    assert why in text_of(answer)


def test_every_page_of_a_contract_can_be_read_in_the_past_or_says_why_not() -> None:
    """A new route goes into `READING`, or into `OF_TODAY` with the sentence that its visitor gets."""
    routes = {each.name for each in urlpatterns if "<slug:contract>" in str(each.pattern)}
    assert routes - READING == set(WHY_NOT)
    assert not READING & set(WHY_NOT)
    assert sum(map(len, OF_TODAY.values())) == len(WHY_NOT)
