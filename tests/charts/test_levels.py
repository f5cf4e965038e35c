"""A level stands from the first day of a month to its last: drawn in steps everywhere, and nothing else is."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from cpg.shared.periods import Month
from dashboards import charts
from dashboards.charts.printed import PrintMonth, PrintTexts, printed
from indicators.domain.model import Aggregation
from tests.charts.test_charts import definition, points

# From two to three in March, as its objectif; nothing else moves.
MONTHS = [
    replace(each, objectif=Decimal(2 if each.month < Month(2024, 3) else 3), seuil=Decimal(1))
    for each in points("2", "2", "3", "3")
]


def is_stepped(path: str) -> bool:
    """Whether each stroke is flat or upright, and at least one is upright."""
    places = [tuple(map(float, each.split())) for each in path.split("M")[1].split("L")]
    strokes = list(pairwise(places))
    return all(a[0] == b[0] or a[1] == b[1] for a, b in strokes) and any(a[1] != b[1] for a, b in strokes)


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_only_a_level_is_drawn_in_steps(aggregation: Aggregation) -> None:
    counted = definition(aggregation, "départements", 0)
    is_level = aggregation is Aggregation.ETAT
    panel = next(
        each for each in charts.history(charts.Drawing(MONTHS, counted)).panels if each.key == "valeur"
    )
    drawn = {each.kind: each.path for each in panel.strokes}
    assert (is_stepped(drawn["reel"]), is_stepped(drawn["cible"])) == (is_level, is_level)
    figure = charts.figure(charts.Drawing(MONTHS, counted))
    shapes = {each["meta"]: each["line"]["shape"] for each in figure["data"] if "line" in each}
    assert shapes == dict.fromkeys(("seuil", "objectif", "reel"), "hv" if is_level else "linear")


def test_the_step_is_where_its_month_begins() -> None:
    drawing = charts.Drawing(MONTHS, definition(Aggregation.ETAT, "départements", 0))
    (panel,) = charts.history(drawing).panels
    (real,) = (each.path for each in panel.strokes if each.kind == "reel")
    places = [tuple(map(float, each.split())) for each in real[1:].split("L")]
    risen = [a[0] for a, b in pairwise(places) if a[1] != b[1]]
    # Two years of twelve months and a space, in a box of a thousand.
    assert risen == [pytest.approx(2 * 1000 / 26, abs=0.1)]
    assert places[0][0] == 0


def test_the_small_lines_and_paper_draw_the_same_steps() -> None:
    line = charts.trend(MONTHS, definition(Aggregation.ETAT, "départements", 0)).line
    assert (line.count("H"), line.count("L")) == (4, 0)
    positions = [(each, Decimal(rank)) for each, rank in zip(MONTHS[:4], (0, 0, 1, 1), strict=True)]
    panel = charts.small(
        charts.SmallChart(range(2024, 2026), positions, None, None, None, 1, "", is_level=True)
    )
    (real,) = (each.path for each in panel.strokes if each.kind == "reel")
    assert is_stepped(real)
    paper = printed(
        [PrintMonth(each.month, each.value, each.seuil, each.objectif) for each in MONTHS],
        PrintTexts("", "", "", ""), None, from_zero=False, step=1, is_level=True,
    )  # fmt: skip
    values, objectif = (
        next(each for each in paper.lines if each.role == role) for role in ("value", "objectif")
    )
    for each in (values, objectif):
        assert is_stepped("M" + "L".join(f"{x} {y}" for x, y in each.places))
    assert values.places[0][0] == 0
