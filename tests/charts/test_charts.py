"""Drawings: places of marks, breaks in lines, and texts with the exact figure."""

from dataclasses import replace
from decimal import Decimal

import plotly.graph_objects as go
import pytest
from django.template.loader import render_to_string

from cpg.shared.periods import Month, months_between
from dashboards import charts
from dashboards.charts import TrendPoint
from dashboards.charts.axis import axis_over
from dashboards.charts.panel import NOMINAL
from dashboards.charts.plotly_figure import hover
from indicators.domain.model import Aggregation, Definition, Direction, Frequency, Status

JANUARY, DECEMBER = Month(2024, 1), Month(2025, 12)


def definition(aggregation=Aggregation.RATIO, unit="%", decimals=2, frequency=Frequency.MENSUELLE):
    return Definition(unit, decimals, Direction.HAUSSE, aggregation, frequency, 2024, 2024, 2025)


def points(*values, seuil="80", objectif="90"):
    """One month each from January 2024 on; None was not reported."""
    listed = list(values)
    return [
        TrendPoint(
            month=month,
            status=Status.ENTRE,
            value=None if rank >= len(listed) or listed[rank] is None else Decimal(listed[rank]),
            amount=None if rank >= len(listed) or listed[rank] is None else Decimal(listed[rank]),
            is_reported=rank < len(listed) and listed[rank] is not None,
            seuil=None if seuil is None else Decimal(seuil),
            objectif=None if objectif is None else Decimal(objectif),
        )
        for rank, month in enumerate(months_between(JANUARY, DECEMBER))
    ]


@pytest.mark.parametrize(
    ("position", "x"),
    [("0", "30"), ("1", "70"), ("0.5", "50"), ("-5", "3"), ("9", "97"), ("0.831043", "63.2")],
)
def test_the_scale_is_the_same_for_all(position, x):
    assert charts.scale(position=Decimal(position), status=Status.ENTRE).x == x


def test_the_scale_shows_status_tail_and_projection():
    found = charts.scale(
        position=Decimal(1), status=Status.ATTEINT, compared=Decimal(0), projected=Decimal("0.5")
    )
    assert (found.shape, found.tone, found.tail, found.projection) == ("f-atteint", "t-atteint", "30", "50")


def strokes(path):
    return [part.count("L") + 1 for part in path.split("M")[1:]]


def test_a_missing_month_breaks_the_line():
    found = charts.trend(points("85", "86", None, "87", "88"), definition())
    assert strokes(found.line) == [2, 2]


def test_january_breaks_the_line_of_a_yearly_window_only():
    values = ["85"] * 14
    assert strokes(charts.trend(points(*values), definition()).line) == [12, 2]
    total = definition(Aggregation.CUMUL_CONTRAT, "situations", 0)
    assert strokes(charts.trend(points(*values), total).line) == [14]


def test_a_last_known_value_is_dots():
    found = charts.trend(points("85", None, None, "86"), definition(Aggregation.DERNIER))
    assert found.line == ""
    assert len(found.points) + 1 == 2
    assert found.end is not None


def test_without_target_a_noise_is_no_drama():
    """Values within 1 % of each other stay within a few pixels of each other."""
    found = charts.trend(points("100", "101", seuil=None, objectif=None), definition())
    first, second = (float(place.split()[1]) for place in found.line.removeprefix("M").split("L"))
    assert abs(first - second) < 2
    assert found.band == ""


def panel_of(drawing, key="valeur"):
    return next(each for each in charts.history(drawing).panels if each.key == key)


def paths(panel, kind):
    return [each.path for each in panel.strokes if each.kind == kind]


def first_abscissas(path):
    return [float(part.split()[0]) for part in path.split("M")[1:]]


def test_a_year_without_any_value_is_drawn_with_its_targets():
    panel = panel_of(charts.Drawing(points("85", "86"), definition()))
    assert [each.text for each in panel.texts if each.kind == "m"] == ["2024", "2025"]
    (real,), (aims,) = paths(panel, "reel"), paths(panel, "cible")
    assert len(first_abscissas(real)) == 1
    assert first_abscissas(aims) == [0, 500]


def test_the_projection_starts_at_the_last_value_and_covers_no_mark():
    """The ring of December is drawn before the marks, so that nothing is over them."""
    panel = panel_of(charts.Drawing(points("85", "86"), definition(), Decimal("88")))
    ((mark,), (ring,)) = panel.marks, panel.rings
    (central,) = paths(panel, "central")
    assert central.startswith(f"M{float(mark.x) * 10:.1f} {mark.y}L")
    assert ring.kind == "pt-creux"
    assert central.endswith(f"L{float(ring.x) * 10:.1f} {ring.y}")
    html = render_to_string("shared/panel.html", {"panel": panel, "name": "Délai <moyen>"})
    assert html.index("pt-creux") < html.index("f-entre")
    assert 'aria-label="Délai &lt;moyen&gt;. Valeur à date. février 2024\u00a0: 86\u00a0%, seuil 80' in html


SUMS = [
    replace(each, gap=None if each.value is None else each.value - Decimal(90))
    for each in points("85", None, "96")
]


def test_what_accumulates_shows_its_gap_first_then_the_sum_then_the_months():
    drawing = charts.Drawing(
        SUMS, definition(Aggregation.SOMME, "rendez-vous", 0), Decimal(100), interval=(Decimal(80), Decimal(110)),
        objectif=Decimal(90), required=charts.Required(Decimal(7), "il faut", "il faut 7 / mois", "meilleur mois 96"),
    )  # fmt: skip
    found = charts.history(drawing)
    assert [each.key for each in found.panels] == ["ecart", "valeur", "mois"]
    gaps, total, months = found.panels
    assert [each.label for each in gaps.ticks if each.is_strong] == ["objectif"]
    said = [each.text for each in gaps.texts]
    assert {"+6", "+10", "+20", "\u221210"} <= set(said)
    assert gaps.description == (
        "Écart à l’objectif à date. mars 2024\u00a0: +6\u202f; décembre, projeté\u00a0: +10, de \u221210 à +20 "
        "quatre fois sur cinq."
    )
    assert {"100", "110", "80"} <= {each.text for each in total.texts}
    assert "objectif 90" in total.description
    assert months.note == "il faut 7 / mois, d’ici décembre\u202f; meilleur mois 96"
    assert [
        len(first_abscissas(path)) for kind in ("barre", "barre der") for path in paths(months, kind)
    ] == [1, 1]
    figure = charts.figure(drawing)
    drawn = {(each["meta"], each.get("yaxis", "y")) for each in figure["data"]}
    for axis in ("y", "y3"):
        assert {("nappe", axis), ("projection", axis), ("marques", axis)} <= drawn
    assert {("ecart", "y3"), ("reel", "y"), ("mois", "y4"), ("rythme", "y4")} <= drawn
    written = {each["text"] for each in figure["layout"]["annotations"]}
    assert {"+10", "+20", "\u221210", "100", "110", "80", gaps.title, total.title, months.title} <= written
    tops = [figure["layout"][name]["domain"][1] for name in ("yaxis3", "yaxis", "yaxis4")]
    assert tops == sorted(tops, reverse=True)


def test_a_rate_has_one_panel():
    assert [each.key for each in charts.history(charts.Drawing(points("85"), definition())).panels] == [
        "valeur"
    ]


@pytest.mark.parametrize(
    ("frequency", "is_reached"), [(Frequency.TRIMESTRIELLE, True), (Frequency.MENSUELLE, False)]
)
def test_a_bar_is_read_against_what_its_period_should_bring(frequency, is_reached):
    """Twelve more each year are three a quarter and one a month: three reach the line of a quarter, and no other.

    Targets of what comes by quarter rise at its end (RC-8), and go on from the December before.
    """
    step = frequency.months
    rising = [
        replace(each, seuil=Decimal((each.month.year - 2024) * 12 + each.month.number // step * step))
        for each in points(None, None, "3", *[None] * 9, None, None, "3")
    ]
    drawing = charts.Drawing(rising, definition(Aggregation.CUMUL_CONTRAT, "", 0, frequency))
    panel = panel_of(drawing, "mois")
    tops = {path.split("L")[1].split()[1] for kind in ("barre", "barre der") for path in paths(panel, kind)}
    shares = {path.split("L")[1].split()[1] for path in paths(panel, "seuil")}
    assert len(paths(panel, "seuil")) == 2
    assert (shares == tops) is is_reached


@pytest.mark.parametrize("aggregation", list(Aggregation))
@pytest.mark.parametrize("level", ["70", "85", "89.9", "95"])
def test_what_ends_a_line_is_named_beside_it_and_covers_no_curve(aggregation, level):
    panel = panel_of(charts.Drawing(points(*[level] * 9), definition(aggregation), Decimal(level)))
    said = [each.text for each in panel.texts]
    assert {"seuil 80\u00a0%", "objectif 90\u00a0%"} <= set(said)
    (real,) = paths(panel, "reel")
    places = [tuple(map(float, place.split())) for place in real.replace("M", "L").split("L")[1:]]
    for each in panel.texts:
        if each.kind == "m":
            continue
        # In pixels, where the panel is as narrow as may be with every label.
        start = float(each.x) / 100 * NOMINAL
        left, right = sorted((start, start + (-1 if each.kind.startswith("a") else 1) * 6 * len(each.text)))
        for x, y in places:
            over = left < x / 1000 * NOMINAL < right and float(each.y) - 9 < y < float(each.y) + 2
            assert not over, each.text


@pytest.mark.parametrize(
    ("values", "from_zero", "labels"),
    [
        ([0, 23_865, 53_033], True, ["0", "20\u202f000", "40\u202f000", "60\u202f000"]),
        ([81.2, 89.9], False, ["80", "82", "84", "86", "88", "90"]),
        ([-17, 4], False, ["\u221220", "\u221215", "\u221210", "\u22125", "0", "5"]),
        ([0, 1_376_798], True, ["0", "0,5\u00a0M", "1\u00a0M", "1,5\u00a0M"]),
        ([5, 5], False, ["4,0", "4,5", "5,0", "5,5", "6,0"]),
    ],
)
def test_graduations_are_round(values, from_zero, labels):
    axis = axis_over(values, from_zero=from_zero, top=0, bottom=100)
    assert [label for _, label in axis.ticks()] == labels


def test_the_text_under_the_pointer_is_the_exact_figure():
    point = TrendPoint(
        Month(2025, 9), Status.ENTRE, Decimal("3796"), None, True, Decimal("2165.50"), Decimal("3093.58")
    )
    text = hover(point, definition(Aggregation.SOMME, "rendez-vous", 0))
    assert text == "à date\u00a0: 3\u202f796\u202f; requis 3\u202f093,58"
    floor = hover(replace(point, is_floor=True), definition(Aggregation.SOMME, "rendez-vous", 0))
    assert floor.startswith("à date\u00a0: au\u00a0moins 3\u202f796")


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_plotly_takes_the_figure(aggregation):
    drawn = charts.figure(charts.Drawing(points("85", None, "86"), definition(aggregation), Decimal("88")))
    figure = go.Figure(drawn)
    names = [trace.name for trace in figure.data]
    assert names[:2] == ["Seuil à date", "Objectif à date"]
    real = next(trace for trace in figure.data if trace.name == "Valeur à date")
    assert list(real.y)[:3] == [85.0, None, 86.0]


def test_the_styles_that_the_library_would_write_are_known():
    """Their ids change with the library's version; a version that needs none would make this code needless."""
    assert len(charts.style_ids()) == 1


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_plotly_joins_no_december_to_the_january_of_another_year_unless_the_total_runs_on(aggregation):
    months = [
        TrendPoint(month, Status.ENTRE, Decimal(85), Decimal(85), True, Decimal(80), Decimal(90))
        for month in months_between(Month(2023, 11), Month(2024, 2))
    ]
    drawn = charts.figure(charts.Drawing(months, definition(aggregation)))
    lines = [trace["x"] for trace in drawn["data"] if trace["meta"] == "reel"]
    together = [["2023-11-01", "2023-12-01", "2024-01-01", "2024-02-01"]]
    apart = [["2023-11-01", "2023-12-01"], ["2024-01-01", "2024-02-01"]]
    assert lines == (together if aggregation is Aggregation.CUMUL_CONTRAT else apart)
