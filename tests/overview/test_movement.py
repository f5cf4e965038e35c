"""The few causes that open the dashboard: the largest, then the others, adding up to the change."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from dashboards.charts import bars
from dashboards.overview.movement import Movement, movement
from dashboards.shared.period import Period
from indicators.recording import put
from tests.factories import (
    enter,
    enter_no_case,
    every_year,
    make_contract,
    make_indicator,
    make_user,
    months_before,
    pair,
)

pytestmark = pytest.mark.django_db


def period(month: str, compared: str) -> Period:
    shown, before = (Month(int(each[:4]), int(each[5:])) for each in (month, compared))
    return Period(shown, before, None, 2027, (shown, before), is_reference=True, without_data=None)


def moved_by(contract: Contract, day: date) -> Movement:
    found = movement(contract, period("2025-09", "2025-08"), day)
    assert found is not None
    return found


@pytest.fixture
def nine():
    """Nine ratios: August known in September, then September; August of the first was corrected in October."""
    with time_machine.travel("2025-09-20T10:00:00+02:00"):
        contract = make_contract()
        indicators = [make_indicator(contract, targets=every_year("80", "90")) for _ in range(9)]
        for each in indicators:
            enter_no_case(each, *months_before("2025-08"))
            enter(each, "2025-08", pair(84, 100))
    with time_machine.travel("2025-10-19T10:00:00+02:00"):
        put(
            indicator=indicators[0], month=Month(2025, 8), fact=pair(81, 100), expected_version=1,
            reason="erreur", actor=None, origin=Origin.FORM,
        )  # fmt: skip
        for rank, each in enumerate(indicators[:8]):
            enter(each, "2025-09", pair(81 + rank, 100))
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        call_command("recompute", verbosity=0)
        contract.refresh_from_db()
        yield contract


def test_what_is_shown_adds_up_to_the_change(nine):
    found = moved_by(nine, Month(2025, 10).last_day)
    assert not found.is_of_today
    assert found.change
    assert sum((share.points for share in found.shares), Decimal(0)) == found.change
    assert len(found.shares) == 7
    assert [share.indicator is None for share in found.shares] == [False] * 6 + [True]
    sizes = [abs(share.points) for share in found.shares[:-1]]
    assert sizes == sorted(sizes, reverse=True)
    assert {share.nature for share in found.shares[:-1]} >= {"nouveaux mois", "correction"}
    assert found.usual == "nouveaux mois"
    assert len(found.rows) == 7


def test_a_month_that_nobody_knew_then_is_compared_as_it_is_known_today(nine):
    found = moved_by(nine, Month(2025, 8).last_day)
    assert found.is_of_today
    assert sum((share.points for share in found.shares), Decimal(0)) == found.change
    assert "correction" not in {share.nature for share in found.shares}


def test_the_page_of_changes_is_linked_where_it_makes_the_same_comparison(nine, client):
    assert moved_by(nine, Month(2025, 10).last_day).has_page
    assert not moved_by(nine, Month(2025, 8).last_day).has_page
    old = movement(nine, period("2025-09", "2025-08"), date(2026, 12, 1))
    assert not old.is_of_today
    assert not old.has_page


def test_the_others_are_named_where_they_are_one(nine):
    found = moved_by(nine, Month(2025, 10).last_day)
    *_, several = found.shares
    assert several.indicator is None
    of_one = [line for line in several.lines if line.indicator == several.lines[0].indicator]
    kept = [line for share in found.shares[:-1] for line in share.lines]
    alone = Movement(
        found.since, replace(found.moved, lines=(*kept, *of_one)), is_of_today=False, has_page=False
    )
    assert [share.indicator for share in alone.shares if share.indicator is None] == []
    assert set(alone.shares[-1].lines) == set(of_one)


def test_the_first_month_is_compared_with_nothing(nine):
    assert movement(nine, period("2025-09", "2025-09"), Month(2025, 10).last_day) is None


def test_the_dashboard_shows_the_sum_and_its_parts(nine, client):
    client.force_login(make_user(Role.DIRECTION, nine.body))
    html = client.get(f"/{nine.body.code}/{nine.code}/?mois=2025-09").content.decode()
    table = html.partition('<table class="parts">')[2].partition("</table>")[0]
    points = [
        Decimal(each.replace("\u2212", "-").replace(",", "."))
        for each in re.findall(r'<td class="n">([^<]*)<', table)
    ]
    assert len(points) >= 7
    assert sum(points[:-1]) == points[-1]


def test_bars_have_one_scale_and_one_zero():
    more, less, none = bars([Decimal(3), Decimal(-1), Decimal(0)])
    assert (more.zero, more.x, more.width) == ("17", "17", "45")
    assert (less.x, less.width, less.is_less) == ("2", "15", True)
    assert none.width == "0"
    assert [each.width for each in bars([Decimal(0)])] == ["0"]
