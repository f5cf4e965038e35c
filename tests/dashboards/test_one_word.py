"""The state of a month reads the same on every page: board, grid, indicator, month, queue, journal and API."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Origin
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.validation.months import stale_sentence
from dashboards.why.inputs import input_lines
from indicators.domain.model import Absence, AbsenceKind, Fact
from indicators.domain.month_state import MonthState, state_of_revision
from indicators.handovers import handovers
from indicators.models import Indicator
from indicators.recording import MonthStep, lock, neutralise, reopen, return_, submit, validate
from indicators.selectors import known, locks_on, states_of
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("in_october_2025")]
TODAY = date(2025, 10, 20)
ABSENCE = Absence(AbsenceKind.SANS_OBJET, "aucun cas")
# January is empty; then a value and an absence at each step; October has not ended.
# Figures that differ from month to month: the same ones again would be doubted, and the grid says so beside the word.
VALUES: list[tuple[Fact, State]] = [(pair(93 + rank, 100), step) for rank, step in enumerate(State)]
HELD: dict[Month, tuple[Fact, State]] = {
    Month(2025, number): held
    for number, held in enumerate([*VALUES, *((ABSENCE, step) for step in State)], start=2)
}
OVER = [Month(2025, number) for number in range(1, 10)]
EVERY = [*OVER, Month(2025, 10)]


@pytest.fixture(params=["open", "closed", "reopened", "neutralised", "neutralised and closed"])
def indicator(request: pytest.FixtureRequest) -> Indicator:
    """An indicator whose months hold everything that a month can hold, in one closing or another."""
    contract = make_contract(first_year=2025)
    indicator = make_indicator(contract, targets=every_year("80", "90", range(2025, 2028)), first_year=2025)
    for month, (fact, step) in HELD.items():
        enter(indicator, str(month), fact, comment="vu")
        _bring_to(step, indicator, month)
    if "neutralised" in request.param:
        for month in EVERY:
            neutralise(
                indicator=indicator, month=month, is_neutralised=True, reason="panne", expected_version=0,
                actor=None, origin=Origin.FORM,
            )  # fmt: skip
    if "closed" in request.param or request.param == "reopened":
        lock(contract=contract, months=OVER, actor=None, origin=Origin.COMMAND)
    if request.param == "reopened":
        for month in OVER:
            reopen(
                contract=contract, month=month, expected_version=1, reason="erreur", open_until=date(2025, 10, 25),
                actor=None, origin=Origin.FORM,
            )  # fmt: skip
    return indicator


def _bring_to(step: State, indicator: Indicator, month: Month) -> None:
    common: Any = {"contract": indicator.contract, "actor": None, "origin": Origin.FORM}
    if step is not State.SAISI:
        submit(steps=[MonthStep(indicator, month, 1)], **common)
    if step is State.VALIDE:
        validate(steps=[MonthStep(indicator, month, 2)], **common)
    if step is State.RETOURNE:
        return_(steps=[MonthStep(indicator, month, 2)], reason="à revoir", **common)


@pytest.fixture
def states(indicator: Indicator) -> dict[Month, MonthState]:
    """What the table says of each month."""
    return states_of(
        indicator,
        known([indicator])[indicator.pk],
        EVERY,
        today=TODAY,
        locks=locks_on(indicator.contract, TODAY),
    )


@pytest.fixture
def read(client: Client, indicator: Indicator) -> Any:
    client.force_login(make_user(Role.CONTROLEUR, indicator.contract.body))
    root = f"/{indicator.contract.body.code}/{indicator.contract.code}/"

    def page(path: str) -> str:
        return unescape(client.get(f"{root}{path}").content.decode())

    return page


def plain(html: str) -> str:
    text = re.sub(r"<[^>]*>", " ", html).replace(french.NO_BREAK, " ").replace(french.NARROW, " ")
    return re.sub(r"\s+(?=,)", "", " ".join(text.split()))


def test_the_table_has_something_to_say(states: dict[Month, MonthState]) -> None:
    assert len({state.text for state in states.values()}) >= 5


def test_the_board_reads_the_table(read: Any, states: dict[Month, MonthState]) -> None:
    body = read("completude/?annee=2025").split("<tbody>")[1].split("</tbody>")[0]
    cells = [plain(cell) for cell in re.findall(r"<td[^>]*>.*?</td>", body, re.DOTALL)]
    for month, state in states.items():
        assert re.match(rf"{state.text}(,|$)", cells[month.number - 1]), (month, state.text)


def test_the_grid_reads_the_table(read: Any, states: dict[Month, MonthState]) -> None:
    words = dict(re.findall(r'data-cell="R1/([\d-]+)"[^>]*data-word="([^"]*)"', read("saisie/?annee=2025")))
    # What only the grid adds comes after.
    assert {
        month: re.sub(", (facultatif|valeur inhabituelle)$", "", words[str(month)]) for month in states
    } == {month: state.text for month, state in states.items()}


def test_the_page_of_the_indicator_reads_the_table(read: Any, states: dict[Month, MonthState]) -> None:
    html = read("R1/?mois=2025-09")
    titles = re.findall(r'(?:aria-label="|class="vh">)(\w+ 2025, [^"<]*?)(?:\s: saisir ou corriger"|<)', html)
    by_month = {title.partition(",")[0]: title for title in titles}
    for month, state in states.items():
        assert by_month[french.month_name(2025, month.number)].endswith(f", {state.text}"), month
    lines = plain(html.split('class="etats"')[1].split("</ul>")[0])
    for month in HELD:
        assert french.sentence(states[month].text) in lines


def test_the_page_of_the_month_reads_the_table(read: Any, states: dict[Month, MonthState]) -> None:
    for month, state in states.items():
        header = plain(read(f"R1/{month}/").split("<header")[2])
        turn = f", {state.turn}" if state.turn else ""
        assert f"{french.sentence(state.text)}{turn} :" in header, month


def test_the_queue_the_journal_the_inputs_and_the_api_read_the_step_of_what_is_held(
    read: Any, client: Client, indicator: Indicator, states: dict[Month, MonthState]
) -> None:
    """They tell what was done, whether the month is neutralised or closed or not."""
    decided = handovers([(indicator.pk, month) for month in HELD])
    journal = plain(read("R1/?mois=2025-09&journal=1") + read("R1/?mois=2025-09&journal=2"))
    query = f"organisme={indicator.contract.body.code}&indicator=R1"
    rows = {row["month"]: row for row in client.get(f"/api/v1/actuals/?{query}").json()["results"]}
    series = known([indicator])[indicator.pk].series
    inputs = {line.month: line.state for line in input_lines(indicator, series, OVER[-1])}
    for month, (fact, step) in HELD.items():
        state = state_of_revision(fact, step)
        signed = inputs[month].partition(" par ")[0]
        assert signed == (step.label if step is State.VALIDE else state.text)
        assert f", {state.text}. Relisez" in stale_sentence(indicator, decided[indicator.pk, month])
        assert f"{french.month_name(2025, month.number).capitalize()} {step.label}" in journal
        assert state_of_revision(fact, State(rows[str(month)]["state"])).word == state.word
        if not states[month].is_neutralised:
            assert state.word == states[month].word
