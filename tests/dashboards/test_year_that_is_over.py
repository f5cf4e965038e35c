"""A year that is over while its December was not entered: no page gives a chance or a pace, all say what is awaited."""

from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import Body
from accounts.rights import Role
from cpg.shared.periods import Month
from dashboards.shared.awaited import awaited, has_ended
from indicators.domain.model import Aggregation
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user
from tests.pages import text_of

NOVEMBER, DECEMBER = Month(2025, 11), Month(2025, 12)
AWAITED = "décembre 2025 reste à saisir"
# What only a month that is still to come may be asked for, or is estimated of.
ANNOUNCED = (
    "sur 10",
    "presque certain",
    "très peu probable",
    "en 1 mois",
    "par mois d’ici",
    "meilleur mois :",
)


@pytest.mark.parametrize(
    ("month", "entered", "today", "expected"),
    [
        (NOVEMBER, [NOVEMBER], date(2025, 12, 31), False),
        (NOVEMBER, [NOVEMBER], date(2026, 1, 1), True),
        # looked back at: it keeps what was announced then
        (NOVEMBER, [NOVEMBER, DECEMBER], date(2026, 1, 1), False),
        (Month(2025, 6), [NOVEMBER], date(2026, 1, 1), False),
        # the year after says nothing of December
        (NOVEMBER, [NOVEMBER, Month(2026, 1)], date(2026, 3, 1), True),
        (NOVEMBER, [], date(2026, 3, 1), True),
        (DECEMBER, [], date(2026, 3, 1), False),
    ],
)
def test_a_year_has_ended_once_it_is_over_and_nothing_follows(
    month: Month, entered: list[Month], today: date, expected: bool
) -> None:
    assert has_ended(month, entered, today) is expected


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([12], AWAITED),
        ([11, 12], "novembre et décembre 2025 restent à saisir"),
        ([3, *range(9, 13)], "les mois de septembre à décembre 2025 restent à saisir"),
        ([9, 12], "septembre et décembre 2025 restent à saisir"),
        ([3, 6], "l’année 2025 est finie"),
    ],
)
def test_what_is_awaited_is_named(numbers: list[int], said: str) -> None:
    month = Month(2025, 10) if numbers[0] > 9 else Month(2025, 8)
    assert awaited(month, [Month(2025, number) for number in numbers]) == said


@pytest.fixture(scope="module")
def base(rows_of_module):
    """Three years of a sum, without its last December."""
    with time_machine.travel("2026-01-20"):
        contract = make_contract()
        total = make_indicator(
            contract,
            aggregation=Aggregation.SOMME,
            unit="rendez-vous",
            decimals=0,
            targets=every_year("900", "1300"),
        )
        for year in (2023, 2024, 2025):
            for number in range(1, 13):
                if (year, number) != (2025, 12):
                    enter(total, f"{year}-{number:02}", amount(100 + number % 3))
        call_command("recompute", verbosity=0)
    return f"/{contract.body.code}/{contract.code}/"


@pytest.mark.django_db
@pytest.mark.usefixtures("rows_of_module")
@pytest.mark.parametrize(
    "rest", ["", "R1/", "R1/et-si/", "themes/1/", "fiches/1/", "comite/decembre/", "comite/R1/", "dossier/"]
)
def test_no_page_announces_a_december_that_has_passed(client, base, rest):
    with time_machine.travel("2026-01-20"):
        client.force_login(make_user(Role.LECTEUR, body_of(base)))
        said = text_of(client.get(f"{base}{rest}?mois=2025-11")).lower()
        assert [each for each in ANNOUNCED if each in said] == []
        assert AWAITED in said
    with time_machine.travel("2025-12-20"):
        client.force_login(make_user(Role.LECTEUR, body_of(base)))
        said = text_of(client.get(f"{base}{rest}?mois=2025-11")).lower()
        assert any(each in said for each in ANNOUNCED)
        assert AWAITED not in said


def body_of(base: str) -> Body:
    return Body.objects.get(code=base.split("/")[1])
