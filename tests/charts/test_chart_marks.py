"""Marks on a chart beside its figures: avenants, comments, and linked actions that slipped, in all its forms."""

import json
import re
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go
import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import ActionLink, Origin
from cpg.shared.periods import Month
from dashboards import charts
from indicators.domain.model import Aggregation
from indicators.recording import amend, decide_weights, link, unlink
from tests.charts.test_charts import definition, points
from tests.factories import (
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    pair,
    target,
)

TODAY = "2025-10-20"
COMMAND = {"actor": None, "origin": Origin.COMMAND}
JULY = Month(2025, 7)
MARKED = charts.Drawing(
    points("85", "86"),
    definition(),
    notes=[charts.ChartNote(Month(2024, 2), Decimal(86), "Février : <b>panne</b>")],
    turns=[(JULY, "avenant 1"), (Month(2025, 1), "avenant 0")],
    slips=[
        charts.Slipped(Month(2025, 1), "F1-E1A1", "F1-E1A1 <i>"),
        charts.Slipped(Month(2025, 1), "F1-E2A1", "F1-E2A1"),
    ],
)


def values(drawing):
    return next(each for each in charts.history(drawing).panels if each.key == "valeur")


def abscissa(year, months):
    """In per cent, so many months after a January of two years: each has twelve months and a space."""
    return pytest.approx(((year - 2024) * 13 + months) / 26 * 100, abs=0.06)


def test_an_avenant_is_a_line_where_its_month_begins():
    panel = values(MARKED)
    lines = [each.path for each in panel.strokes if each.kind == "tournant"]
    assert [float(path[1:].split()[0]) / 10 for path in lines] == [abscissa(2025, 6), abscissa(2025, 0)]
    named = [each.text for each in panel.texts if each.text.startswith("avenant")]
    assert named == ["avenant 1", "avenant 0"]
    layout = charts.figure(MARKED)["layout"]
    assert [(each["x0"], each["x1"]) for each in layout["shapes"]] == [
        ("2025-07-01", "2025-07-01"),
        ("2025-01-01", "2025-01-01"),
    ]
    said = [(each["x"], each["text"]) for each in layout["annotations"] if "avenant" in each["text"]]
    assert said == [("2025-07-01", "avenant 1"), ("2025-01-01", "avenant 0")]


def test_a_comment_is_a_ring_at_the_value_of_its_month():
    panel = values(MARKED)
    (note,) = (each for each in panel.rings if each.kind == "note-pt")
    (mark,) = (each for each in panel.marks if each.tone != "t-sous")
    assert (note.x, note.y) == (mark.x, mark.y)
    assert note.title == "Février : <b>panne</b>"
    (trace,) = (each for each in charts.figure(MARKED)["data"] if each["meta"] == "commentaires")
    assert (trace["x"], trace["y"]) == (["2024-02-01"], [86.0])
    assert trace["text"] == ["Février : &lt;b&gt;panne&lt;/b&gt;"]


def test_what_slipped_at_one_moment_is_one_mark_with_its_number():
    panel = values(MARKED)
    (mark,) = (each for each in panel.marks if each.shape == "f-alerte")
    assert (mark.title, float(mark.x)) == ("F1-E1A1 <i> F1-E2A1", abscissa(2025, 0))
    assert [each.text for each in panel.texts if "retard" in each.text] == ["2 retards"]
    one = charts.Drawing(MARKED.months, definition(), slips=MARKED.slips[:1])
    assert [each.text for each in values(one).texts if "retard" in each.text] == ["F1-E1A1 en retard"]
    (trace,) = (each for each in charts.figure(MARKED)["data"] if each["meta"] == "retards")
    assert (trace["x"], trace["text"]) == (["2025-01-01"], ["F1-E1A1 &lt;i&gt;<br>F1-E2A1"])


def test_a_chart_without_marks_has_none():
    bare = charts.Drawing(points("85"), definition())
    found = charts.history(bare)
    assert not (found.has_notes)
    assert not (found.has_slips)
    assert {each["meta"] for each in charts.figure(bare)["data"]}.isdisjoint({"commentaires", "retards"})
    assert charts.figure(bare)["layout"]["shapes"] == []


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_plotly_takes_the_marks(aggregation):
    go.Figure(charts.figure(charts.Drawing(**{**vars_of(MARKED), "definition": definition(aggregation)})))


def vars_of(drawing):
    return {name: getattr(drawing, name) for name in ("months", "notes", "turns", "slips")}


@pytest.fixture
def indicator(db):
    with time_machine.travel("2023-05-10"):
        contract = make_contract()
        found = make_indicator(contract, targets=every_year("80", "90"))
        action = make_action(contract, code="E1A1", deliverables=[(2024, 2025)])
        link(contract=contract, action=action, indicator=found, **COMMAND)
    with time_machine.travel(TODAY):
        enter(found, "2025-08", pair(85, 100))
        call_command("recompute", verbosity=0)
    return found


@pytest.fixture
def read(client, indicator):
    client.force_login(make_user(Role.DIRECTION, indicator.contract.body))

    def page(rest="R1/"):
        contract = indicator.contract
        html = client.get(f"/{contract.body.code}/{contract.code}/{rest}").content.decode()
        return re.sub(r"</?sup>", "", html.replace("\u00a0", " ").replace("\u202f", " "))

    return page


NAME = "F1-E1A1 livrable 1 (2024)"


@time_machine.travel(TODAY)
def test_the_page_of_an_indicator_says_in_words_when_its_actions_slipped(read):
    html = read()
    said = f"1er janvier 2025 : {NAME}, toujours en retard, depuis fin 2024."
    assert f"<title>{said}</title>" in html
    assert (
        f"Action liée qui a pris du retard : {NAME} au 1er janvier 2025"
        in html.partition('class="grille-y"')[0]
    )
    assert '<h2 id="retards">' in html
    assert f"En retard au 1er janvier : {NAME}." in html
    (told,) = re.findall(r'<script id="figure"[^>]*>(.*?)</script>', html)
    figure = json.loads(told)
    (text,) = (text for each in figure["data"] if each["meta"] == "retards" for text in each["text"])
    assert text.replace("\u00a0", " ") == said


@time_machine.travel(TODAY)
def test_the_committee_sees_the_same_mark(read):
    assert f"1er janvier 2025 : {NAME}" in read("comite/R1/")


@time_machine.travel(TODAY)
def test_a_month_before_the_slip_shows_none(read):
    assert NAME not in read("R1/?mois=2024-12")
    assert NAME in read("R1/?mois=2025-01")


@time_machine.travel(TODAY)
def test_the_mark_goes_with_its_link(read, indicator):
    unlink(contract=indicator.contract, standing=ActionLink.objects.get(), **COMMAND)
    assert NAME not in read()


@time_machine.travel(TODAY)
def test_a_page_has_the_lines_of_what_changed_its_indicator_only(read, indicator):
    contract = indicator.contract
    make_indicator(contract, code="R2", targets=every_year("80", "90"))
    amend(
        contract=contract, label="avenant <1>", effective_from=date(2025, 7, 1), source="Signé",
        targets={"R1": {2025: target("70", "80")}}, reason="Charge", **COMMAND,
    )  # fmt: skip
    # What it repeats is no change.
    amend(
        contract=contract, label="avenant 2", effective_from=date(2025, 8, 1), source="Signé",
        targets={"R1": {2025: target("70", "80")}, "R2": {2026: target("70", "80")}}, reason="Charge", **COMMAND,
    )  # fmt: skip
    decide_weights(
        contract=contract,
        effective_from=date(2025, 9, 1),
        weights={"R1": Decimal(2)},
        reason="Priorité",
        **COMMAND,
    )
    html = read()
    assert html.count('class="tournant"') == 2
    assert ">avenant &lt;1&gt;</text>" in html
    assert ">poids du 01/09/2025</text>" in html
    assert "<1>" not in html.partition('<script id="figure"')[0]
    other = read("R2/")
    assert other.count('class="tournant"') == 1
    assert ">avenant 2</text>" in other
    (told,) = re.findall(r'<script id="figure"[^>]*>(.*?)</script>', other)
    assert [each["x0"] for each in json.loads(told)["layout"]["shapes"]] == ["2025-08-01"]
    assert "poids du" not in read("comite/R2/")
