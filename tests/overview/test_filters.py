"""The filters of the dashboard and the months that its address asks for."""

import pytest
import time_machine
from django.core.management import call_command
from django.http import Http404, QueryDict

from accounts.rights import Role
from cpg.shared.periods import Month
from dashboards.overview.forms import OverviewFilters
from dashboards.shared.period import period_of
from indicators.domain.model import Absence, AbsenceKind
from tests.factories import enter, make_contract, make_indicator, make_user, pair

TODAY = "2025-10-20T10:00:00+02:00"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ()),
        ("statut=sous", (("statut", "sous"),)),
        ("statut=autre", (("statut", "autre"),)),
        ("statut=ailleurs", ()),
        ("theme=2&fiche=3", (("theme", "2"), ("fiche", "3"))),
        ("theme=0&fiche=000", ()),
        ("theme=-1&fiche=deux", ()),
        ("theme=1_0&fiche=\u0663", ()),
        ("responsable=camille", (("responsable", "camille"),)),
        ("responsable= camille ", (("responsable", " camille "),)),
        ("sens=baisse", (("sens", "baisse"),)),
        ("sens=ailleurs", ()),
        ("ordre=ecart", (("ordre", "ecart"),)),
        ("ordre=fiches", ()),
        ("ordre=hasard", ()),
        ("mois=2025-03&autre=1", ()),
    ],
)
def test_what_filters_nothing_is_left_out_of_addresses(query, kept):
    assert OverviewFilters(QueryDict(query)).kept == kept


@pytest.mark.django_db
@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("query", "month", "compared"),
    [
        ("", Month(2025, 9), Month(2025, 8)),
        ("mois=2025-03", Month(2025, 3), Month(2025, 2)),
        ("mois=2025-03&avant=2024-12", Month(2025, 3), Month(2024, 12)),
        ("avant=2025-01", Month(2025, 9), Month(2025, 1)),
        # "Since" a month that comes after would be false: the one before.
        ("mois=2025-03&avant=2025-03", Month(2025, 3), Month(2025, 2)),
        ("mois=2025-03&avant=2025-06", Month(2025, 3), Month(2025, 2)),
        ("mois=2025-10", Month(2025, 10), Month(2025, 9)),
        ("mois=2023-01", Month(2023, 1), Month(2023, 1)),
    ],
)
def test_the_months_asked_for(query, month, compared):
    period = period_of(make_contract(), QueryDict(query))
    assert (period.month, period.compared) == (month, compared)
    assert period.is_reference == (month == Month(2025, 9))


@pytest.mark.django_db
@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    "query",
    ["mois=2025-11", "mois=2022-12", "mois=2025-13", "mois=2025", "mois=x", "avant=2022-12", "avant=x"],
)
def test_a_month_that_the_contract_has_not_reached_is_not_found(query):
    with pytest.raises(Http404):
        period_of(make_contract(), QueryDict(query))


ABSENT = Absence(AbsenceKind.NON_DISPONIBLE, "Extraction impossible.")


@pytest.mark.django_db
@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("last", "query", "month", "without_data"),
    [
        (Month(2025, 10), "", Month(2025, 9), None),
        (Month(2025, 10), "mois=2025-10", Month(2025, 10), None),
        (Month(2025, 9), "mois=2025-10", Month(2025, 9), Month(2025, 10)),
        # Nor is the reference month a situation before its first value.
        (Month(2025, 7), "", Month(2025, 7), Month(2025, 9)),
        (Month(2025, 7), "mois=2025-06", Month(2025, 6), None),
    ],
)
def test_a_month_without_any_value_is_no_situation(last, query, month, without_data):
    contract = make_contract()
    indicator, other = make_indicator(contract), make_indicator(contract)
    enter(indicator, str(last), pair(85, 100))
    enter(indicator, "2023-01", pair(85, 100))
    enter(other, "2025-10", ABSENT)
    enter(make_indicator(make_contract()), "2025-10", pair(85, 100))
    period = period_of(contract, QueryDict(query))
    assert (period.month, period.without_data) == (month, without_data)
    assert period.choices[0] == last
    assert period.is_reference == (month == min(last, Month(2025, 9)))


@time_machine.travel(TODAY)
@pytest.mark.django_db
def test_pages_and_programs_say_which_month_has_values(client):
    indicator = make_indicator()
    contract = indicator.contract
    enter(indicator, "2025-08", pair(85, 100))
    call_command("recompute", verbosity=0)
    client.force_login(make_user(Role.DIRECTION, contract.body))
    home = f"/{contract.body.code}/{contract.code}/"
    for rest in ("", "comite/", "dossier/", "R1/", "fiches/1/"):
        page = client.get(f"{home}{rest}?mois=2025-10").content.decode()
        assert "<strong>Aucune donnée encore pour octobre 2025.</strong>" in page, rest
        assert "Situation à fin août 2025, dernier mois saisi." in page, rest
        assert "Aucune donnée encore" not in client.get(f"{home}{rest}?mois=2025-08").content.decode()
    api = f"/api/v1/roll-ups/{contract.body.code}/{contract.code}/"
    refused = client.get(f"{api}2025-10/")
    assert (refused.status_code, refused.json()["latest_month"]) == (404, "2025-08")
    assert "Aucune donnée encore pour octobre 2025" in refused.json()["detail"]
    assert client.get(f"{api}2025-08/").status_code == 200
