"""The dashboard, the quarter's file and the review say the same of what is provisional."""

import re
from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month, Quarter, months_of_year
from dashboards.documents.content.words import firmness_text
from dashboards.documents.facts import facts_of
from dashboards.exports.quarter import quarter_rows
from dashboards.models.review import ReviewKind
from dashboards.shared.freshness import freshness_of
from dashboards.shared.reads import indicator_states
from indicators.domain.model import Aggregation, Frequency
from indicators.recording import MonthStep, neutralise, validate
from tests.factories import amount, enter, every_year, make_indicator, make_user
from tests.reviews.reviewed import make_review

pytestmark = pytest.mark.django_db
DECEMBER = Month(2024, 12)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2025-02-20T10:00:00+01:00", tick=False):
        yield


def filled(contract, *, without=(), not_validated=(), neutralised=(), **definition):
    indicator = make_indicator(
        contract, decimals=0, unit="dossiers", targets=every_year("12", "24"),
        **{"aggregation": Aggregation.SOMME} | definition,
    )  # fmt: skip
    months = [month for month in months_of_year(2024) if month.number not in without]
    for month in months:
        enter(indicator, str(month), amount(1))
    steps = [MonthStep(indicator, month, 1) for month in months if month.number not in not_validated]
    validate(contract=contract, steps=steps, actor=None, origin=Origin.FORM)
    for number in neutralised:
        neutralise(
            indicator=indicator, month=Month(2024, number), is_neutralised=True, reason="panne",
            expected_version=0, actor=None, origin=Origin.FORM,
        )  # fmt: skip


def words(contract, month):
    """What the dashboard and the file say of the first indicator."""
    call_command("recompute", verbosity=0)
    (state,) = indicator_states(contract, month, month)
    (row,) = quarter_rows(contract, Quarter.of(month))
    return freshness_of(state).word, row["validation"]


@pytest.mark.parametrize(
    ("months", "in_june", "in_december"),
    [
        ({}, "valide", "valide"),
        ({"not_validated": [5]}, "provisoire", "provisoire"),
        ({"not_validated": [5], "neutralised": [5]}, "valide", "valide"),
        ({"without": [5]}, "valide", "provisoire"),
        ({"without": [5], "neutralised": [5]}, "valide", "valide"),
        ({"not_validated": [8]}, "valide", "provisoire"),
        (
            {"not_validated": [4, 5], "neutralised": [6], "frequency": Frequency.TRIMESTRIELLE},
            "valide",
            "valide",
        ),
        ({"not_validated": [5], "aggregation": Aggregation.CUMUL_CONTRAT}, "provisoire", "provisoire"),
        ({"neutralised": [5], "not_validated": [5], "aggregation": Aggregation.DERNIER}, "valide", "valide"),
    ],
)
def test_the_dashboard_and_the_file_say_the_same(contract, months, in_june, in_december):
    filled(contract, **months)
    assert [
        (shown.replace("validé", "valide"), filed)
        for shown, filed in (words(contract, Month(2024, 6)), words(contract, DECEMBER))
    ] == [(in_june, in_june), (in_december, in_december)]


def test_a_page_says_provisional_of_a_december_that_lacks_a_month(contract, client):
    filled(contract, without=[5])
    call_command("recompute", verbosity=0)
    client.force_login(make_user(Role.DIRECTION, contract.body))
    page = client.get(f"/{contract.body.code}/{contract.code}/?mois=2024-12").content.decode()
    row = page[page.index('class="st"') :]
    assert "provisoire" in re.sub(r"<[^>]*>", " ", row[: row.index("</td>")])


@pytest.mark.parametrize(
    ("months", "detail"),
    [({}, ""), ({"without": [5]}, "Provisoire."), ({"not_validated": [5], "neutralised": [5]}, "")],
)
def test_a_review_says_it_of_the_result_of_a_year(contract, months, detail):
    filled(contract, **months)
    with time_machine.travel("2025-02-21T10:00:00+01:00", tick=False):
        review, _ = make_review(contract, ReviewKind.ANNUAL, date(2025, 2, 20))
    (measured,) = facts_of(review, 0).measured
    assert firmness_text(measured, measured.by_year[2024]) == detail
