"""The line and the fan to December: where they start when nothing was reported yet in the year that is shown."""

import re
from collections.abc import Iterable
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month, months_between
from dashboards import charts
from dashboards.charts.points import Start, opening, start_ahead
from dashboards.charts.printed import PrintMonth, PrintTexts, printed
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Frequency, Status
from indicators.recording import Entry, neutralise, put_many
from tests.charts.test_charts import definition
from tests.factories import amount, enter, every_year, make_indicator, make_user, pair

COMMAND = {"actor": None, "origin": Origin.COMMAND}
DECEMBER, JANUARY = Month(2025, 12), Month(2026, 1)
BOUNDS = (Decimal(40), Decimal(60))


def drawing(aggregation: Aggregation, own: Iterable[Month], shown: Month) -> charts.Drawing:
    """Each month has a value of 30 up to the month shown; those of `own` were reported."""
    reported = set(own)
    months = [
        charts.TrendPoint(
            month=month,
            status=Status.ENTRE,
            value=Decimal(30) if month <= shown else None,
            amount=Decimal(1) if month in reported else None,
            is_reported=month in reported,
            seuil=None,
            objectif=None,
        )
        for month in months_between(Month(2025, 1), Month(2026, 12))
    ]
    return charts.Drawing(months, definition(aggregation), Decimal(50), interval=BOUNDS)


@pytest.mark.parametrize(
    ("aggregation", "last", "shown", "start"),
    [
        (Aggregation.CUMUL_CONTRAT, DECEMBER, JANUARY, "2026-01-01"),
        (Aggregation.CUMUL_CONTRAT, Month(2025, 11), JANUARY, "2026-01-01"),
        (Aggregation.CUMUL_CONTRAT, Month(2026, 2), Month(2026, 3), "2026-02-01"),
        (Aggregation.ETAT, DECEMBER, JANUARY, "2026-01-01"),
        (Aggregation.SOMME, Month(2026, 1), JANUARY, "2026-01-01"),
        (Aggregation.SOMME, DECEMBER, DECEMBER, None),
        (Aggregation.SOMME, Month(2025, 11), DECEMBER, None),
    ],
)
def test_it_starts_in_the_year_shown(
    aggregation: Aggregation, last: Month, shown: Month, start: str | None
) -> None:
    found = drawing(aggregation, months_between(Month(2025, 1), last), shown)
    ahead = [each for each in charts.figure(found)["data"] if each["meta"] in {"nappe", "projection"}]
    assert [each["x"][0] for each in ahead] == ([start] * 2 if start else [])
    (panel,) = (each for each in charts.history(found).panels if each.key == "valeur")
    drawn = {each.kind: each.path for each in panel.strokes}
    assert ("nappe" in drawn, "central" in drawn) == (start is not None, start is not None)
    # The second of two years.
    assert all(float(drawn[kind][1:].split()[0]) > 500 for kind in ("nappe", "central") if kind in drawn)


def test_nothing_opens_from_december() -> None:
    assert opening(12, 30, 50, 60) == []


def test_on_paper_nothing_is_drawn_from_one_year_to_another() -> None:
    months = [
        PrintMonth(month, Decimal(30) if month <= DECEMBER else None, None, None)
        for month in months_between(Month(2025, 1), Month(2026, 12))
    ]
    own = [(each.month, each.value) for each in months]
    texts = PrintTexts("30", "", "", "50")
    for aggregation, is_drawn in ((Aggregation.CUMUL_CONTRAT, True), (Aggregation.DERNIER, False)):
        start = start_ahead(own, JANUARY, Decimal(30), definition(aggregation))
        assert start == (Start(JANUARY, Decimal(30)) if is_drawn else None)
        chart = printed(months, texts, Decimal(50), from_zero=True, step=1, interval=BOUNDS, start=start)
        ahead = [line.places[0][0] for line in chart.lines if line.role == "ahead"]
        assert ahead == ([chart.fan[0][0]] if is_drawn else [])
        assert bool(chart.fan) == is_drawn
        assert all(place[0] > chart.edges[0] for place in chart.fan)
        assert (chart.ahead is not None) == is_drawn


@pytest.mark.django_db
def test_a_page_opens_when_nothing_was_reported_yet_this_year(contract, client):
    """January neutralised or without object, or a first quarter neutralised, after three whole years."""
    targets = every_year("3000", "9000")
    total = {"aggregation": Aggregation.CUMUL_CONTRAT, "unit": "", "decimals": 0, "targets": targets}
    neutralised, without = (make_indicator(contract, **total) for _ in range(2))
    level = make_indicator(
        contract, **{**total, "aggregation": Aggregation.ETAT}, frequency=Frequency.TRIMESTRIELLE
    )
    other = make_indicator(contract, targets=every_year("80", "90"))
    months = list(months_between(Month(2023, 1), DECEMBER))
    entries = [Entry(each, month, amount(100)) for each in (neutralised, without) for month in months]
    entries += [Entry(level, month, amount(month.year - 2020)) for month in months if month.number % 3 == 0]
    with time_machine.travel("2026-02-10"):
        put_many(contract=contract, entries=entries, **COMMAND)
        for each, month in ((neutralised, JANUARY), (level, Month(2026, 3))):
            neutralise(
                indicator=each, month=month, is_neutralised=True, reason="Décision de la Cnav",
                expected_version=0, **COMMAND,
            )  # fmt: skip
        # A month without any value is not shown.
        enter(other, "2026-01", pair(85, 100))
        enter(without, "2026-01", Absence(AbsenceKind.SANS_OBJET, "aucun dossier"))
        call_command("recompute", verbosity=0)
        client.force_login(make_user(Role.DIRECTION, contract.body))
        for each in (neutralised, without, level):
            answer = client.get(f"/{contract.body.code}/{contract.code}/{each.code}/?mois=2026-01")
            assert answer.status_code == 200
            pattern = r'"meta": "(?:nappe|projection)".*?"x": \["([0-9-]+)'
            found = re.findall(pattern, answer.content.decode())
            # Of what accumulates the gap is announced too.
            assert set(found) == {"2026-01-01"}, each.code
