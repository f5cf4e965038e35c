"""What is told of an effect when something else happened, and that the quarterly review tells as the action’s page."""

import html
from datetime import date
from decimal import Decimal

import pytest

from commitments.calendar import Declared
from commitments.models import Origin
from commitments.recording import Update, update_many
from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind, Target
from indicators.recording import amend, neutralise, put
from tests.factories import make_action
from tests.one_of_each import make_calm, make_effect

pytestmark = pytest.mark.django_db
TOLD = "compatible avec l’effet annoncé"
ANOTHER = "un autre effet est annoncé dans les mêmes mois"
COMMON = {"actor": None, "origin": Origin.COMMAND}


@pytest.fixture
def indicator(contract):
    return make_calm(contract)


@pytest.fixture
def action(contract, owner, indicator):
    """Planned in 2024 and 2025; 12 more a month are declared from January 2025 on, and about as many were seen."""
    made = make_action(contract, years=(2024, 2025), owner=owner)
    make_effect(made, indicator, "12")
    return made


@pytest.fixture
def base(contract):
    return f"/{contract.body.code}/{contract.code}/"


@pytest.fixture
def told(client, owner, action, base):
    """The page of that effect, or of another address, as it is now."""
    client.force_login(owner)

    def page(address="engagements/1/E1A1/effets/R1/"):
        return html.unescape(client.get(base + address).content.decode()).replace("\u00a0", " ")

    return page


def say(contract, declared, *years):
    done = declared is Declared.REALISE
    words = {"waiver": "vu sur place"} if done else {"reason": "arrêtée", "decided_by": "La direction"}
    updates = [Update(each, declared, 100 if done else 0, **words) for each in years]
    update_many(contract=contract, updates=updates, **COMMON)


def test_the_review_tells_what_the_page_of_the_action_tells_once_an_action(
    client, contract, owner, indicator, action, told, base, django_assert_num_queries
):
    (of_action,) = client.get(f"{base}engagements/1/E1A1/").context["links"]
    assert "entre +9,8 et +18,2" in of_action.shown.seen
    with django_assert_num_queries(20):
        review = told("engagements/revue/")
    assert review.count(of_action.shown.seen.replace("\u00a0", " ")) == 1
    assert "une estimation, qui ne dit pas la cause" in review
    for rank in (2, 3):
        other = make_action(contract, code=f"E1A{rank}", years=(2025,), owner=owner)
        make_effect(other, indicator, "3", "2025-02")
    with django_assert_num_queries(20):
        review = told("engagements/revue/")
    assert (review.count(ANOTHER), review.count(TOLD)) == (3, 0)
    refused = client.post(
        f"{base}engagements/revue/", {"1-E1A2-2025-version": "0", "1-E1A2-2025-avancement": "x"}
    )
    assert refused.status_code == 422
    assert html.unescape(refused.content.decode()).count(ANOTHER) == 3
    say(contract, Declared.REALISE, *action.planned_years.all())
    page = client.get(f"{base}engagements/revue/").context["page"]
    assert [[each.link.action.code for each in row.effects] for row in page.rows] == [["E1A2"], ["E1A3"]]
    assert [[each.link.action.code for each in over.effects] for over in page.closed] == [["E1A1"]]


def test_an_action_done_early_is_judged_and_one_that_is_given_up_is_not(contract, action, told):
    first, second = action.planned_years.order_by("year")
    say(contract, Declared.REALISE, first)
    assert TOLD in told()
    say(contract, Declared.ABANDONNE, second)
    assert TOLD in told()
    say(contract, Declared.ABANDONNE, first)
    for page in (told(), told("engagements/1/E1A1/"), told("R1/")):
        assert "toutes les échéances de l’action sont abandonnées" in page
        assert TOLD not in page


def test_a_neutralised_start_is_said_and_another_target_changes_nothing(contract, indicator, told):
    amend(
        contract=contract,
        label="avenant 1",
        effective_from=date(2025, 2, 1),
        source="Avenant",
        reason="revu",
        targets={"R1": {2025: Target(Decimal(900), Decimal(1500))}},
        **COMMON,
    )
    assert TOLD in told()
    neutralise(
        indicator=indicator,
        month=Month(2025, 1),
        is_neutralised=True,
        reason="incident",
        expected_version=0,
        **COMMON,
    )
    assert "certains sont neutralisés (janvier 2025)" in told()
    assert TOLD not in told()


def test_months_that_are_absent_are_not_compared_and_too_few_say_so(indicator, told):
    def leave_out(*months):
        for month in months:
            absence = Absence(AbsenceKind.NON_DISPONIBLE, "perdu")
            put(
                indicator=indicator,
                month=Month.parse(month),
                fact=absence,
                expected_version=1,
                comment="perdu",
                reason="perdu",
                **COMMON,
            )

    leave_out("2025-02", "2024-05")
    page = told()
    assert "Vu sur 4 mois, de janvier 2025 à juin 2025" in page
    assert TOLD in page
    leave_out("2025-03", "2025-04")
    assert "depuis le départ, 2 sur les 3 mois au moins qu’il faut" in told()
    assert TOLD not in told()


def test_two_actions_from_the_same_month_on_each_name_the_other(contract, indicator, told):
    make_effect(make_action(contract, code="E1A2", years=(2025,)), indicator, "12")
    assert f"{ANOTHER} (F1-E1A2)" in told()
    assert f"{ANOTHER} (F1-E1A1)" in told("engagements/1/E1A2/effets/R1/")
