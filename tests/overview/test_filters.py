"""The filters of the dashboard and the months that its address asks for."""

import pytest
import time_machine
from django.http import Http404, QueryDict

from cpg.shared.periods import Month
from dashboards.overview.forms import OverviewFilters
from dashboards.shared.period import period_of
from tests.factories import make_contract

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
