"""Two dates side by side: each column is what was shown then, and only what differs is marked."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.models import Contract, Origin
from commitments.recording import Update, update_many
from cpg.shared.periods import Month
from dashboards.past.two_dates import Line, Shown, Thing, compared
from indicators.domain.model import Pair
from indicators.jobs import sweep
from indicators.recording import define, put
from tests.factories import every_year, make_action, make_contract, make_indicator, make_user, planned
from tests.pages import text_of

pytestmark = pytest.mark.django_db

# Of two moments: a view for each table that is read, made and ended (on PostgreSQL one statement for all of them), the
# tables of the moment, what keeps the connection from writing, and what is read.
QUERIES = {"sqlite": 144, "postgresql": 76}
TODAY = "2025-10-20T10:00:00+02:00"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def changed() -> Contract:
    """In May a value under the objectif; in September the same month corrected, a new name, and an action begun."""
    with time_machine.travel("2025-05-05T12:00:00+02:00", tick=False):
        contract = make_contract()
        indicator = make_indicator(contract, code="R1", label="Délai tenu", targets=every_year("80", "90"))
        make_indicator(contract, code="R2", label="Autre délai", targets=every_year("80", "90"))
        action = make_action(contract, years=[2025])
        enter_march(indicator, "82", 0)
    with time_machine.travel("2025-09-09T12:00:00+02:00", tick=False):
        enter_march(indicator, "95", 1, reason="correction")
        common = {"actor": None, "origin": Origin.COMMAND}
        define(indicator=indicator, changed={"label": "Délai respecté"}, reason="nom", **common)
        update_many(
            contract=contract, updates=[Update(planned(action, 2025), Declared.EN_COURS, 40)], **common
        )
    sweep()
    return contract


def enter_march(indicator, numerator, version, **more):
    put(
        indicator=indicator,
        month=Month(2025, 3),
        fact=Pair(Decimal(numerator), Decimal(100)),
        expected_version=version,
        actor=None,
        origin=Origin.COMMAND,
        **more,
    )


def page(client: Client, contract: Contract, query: str) -> str:
    client.force_login(make_user(Role.LECTEUR, contract.body))
    return text_of(client.get(f"/{contract.body.code}/{contract.code}/deux-dates/?{query}"))


def test_what_differs_is_shown_on_both_sides(changed: Contract, client: Client) -> None:
    text = page(client, changed, "avant=2025-05-31")
    assert "Du 31 mai 2025 à aujourd’hui" in text
    assert "Valeur à date 82,00 % ≠ diffère : 95,00 %" in text
    assert "Libellé Délai tenu ≠ diffère : Délai respecté" in text
    assert "Déclaré — ≠ diffère : en cours, 40 %" in text
    assert "Objectif de l’année" not in text
    assert "R2" not in text


def test_all_is_shown_where_it_is_asked(changed: Contract, client: Client) -> None:
    text = page(client, changed, "avant=2025-05-31&apres=2025-06-30&montre=tout")
    assert "Du 31 mai 2025 au 30 juin 2025" in text
    assert "Valeur à date 82,00 % 82,00 %" in text
    assert "Objectif de l’année 90 % 90 %" in text
    assert "R2" in text
    assert "diffère :" not in text.split("Couverture")[1]


def test_nothing_differs_between_a_day_and_itself(changed: Contract, client: Client) -> None:
    assert "Rien ne diffère entre ces deux dates." in page(
        client, changed, "avant=2025-06-30&apres=2025-06-30"
    )


def test_what_was_not_there_is_said() -> None:
    month, new = Month(2025, 3), Thing("Nouveau", "R3", {"Libellé": "Nouveau"})
    groups = compared(Shown(month, {}), Shown(month, {("indicateur", "R3"): new}), only_differences=True)
    assert [(each.code, each.lines) for each in groups] == [
        ("R3", (Line("Libellé", "n’existait pas", "Nouveau"),))
    ]


def test_a_date_that_cannot_be_shown_is_refused_in_words(changed: Contract, client: Client) -> None:
    assert "n’est pas encore venu" in page(client, changed, "avant=2026-05-31")


def test_a_constant_number_of_queries(
    changed: Contract, client: Client, django_assert_num_queries: object
) -> None:
    client.force_login(make_user(Role.LECTEUR, changed.body))
    address = f"/{changed.body.code}/{changed.code}/deux-dates/?avant=2025-05-31&apres=2025-06-30"
    for count in range(2):
        if count:
            for code in ("R7", "R8"):
                make_indicator(changed, code=code, targets=every_year("80", "90"))
        caches["pages"].clear()
        with django_assert_num_queries(QUERIES[connection.vendor]):  # type: ignore[operator]
            client.get(address)
