"""Every number of a proposed commentary is the one of its month, and its French is correct."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.ledger.state import State
from cpg.shared.french import MONTHS
from cpg.shared.periods import Month
from dashboards.commentary.reading import measured
from dashboards.shared.chances import as_shown, shown_bounds, tenths
from indicators.domain.attainment import attain, attain_all
from indicators.domain.model import Attainment, Definition, Fact, Series
from indicators.selectors import Known, MonthRecord
from tests.commentary.reading import faults, numbers_by_role
from tests.domain.strategies import series

# How many months of each series: with three thousand examples (`make properties`) more than ten thousand texts.
MONTHS_OF_EACH = 5
TARGETS = {"objectif", "seuil", "ecart", "decembre", "annuel"}
COMMENT = "Reprise du stock : 12 dossiers d’avant l’été."


def known(drawn: Series) -> Known:
    """Every third month is validated, every other one has a comment."""
    records = {
        month: record(
            month, fact, State.VALIDE if month.number % 3 else State.SOUMIS, COMMENT * (month.number % 2)
        )
        for month, fact in drawn.facts.items()
    }
    return Known(cast("Any", SimpleNamespace(code="R1")), drawn, records)


def record(month: Month, fact: Fact, state: State, comment: str) -> MonthRecord:
    return MonthRecord(
        month=month, version=1, fact=fact, comment=comment, appreciation="", state=state, reason="", actor="",
        actor_pk=None, sequence=1, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), origin="",
    )  # fmt: skip


def month_named(text: str) -> Month:
    name, year = text.split()
    return Month(int(year), MONTHS.index(name) + 1)


def expected(drawn: Series, now: Attainment) -> dict[str, set[Decimal | None]]:
    """What each role may be, from the attainment itself."""
    low, high = shown_bounds(drawn.definition, now) or (None, None)
    return {
        "valeur": {now.value},
        "objectif": {now.objectif_to_date},
        "seuil": {now.seuil_to_date},
        "ecart": {None if now.gap is None else abs(now.gap)},
        "score": {now.score},
        "projection": {now.projection},
        "bas": {low},
        "haut": {high},
        "chance": {_tenths(drawn.definition, now)},
        "decembre": {of_december(drawn, now.month)},
        "saisis": {Decimal(now.due_reported)},
        "dus": {Decimal(now.months_due)},
        "annuel": {now.objectif_annual},
    }


def _tenths(definition: Definition, now: Attainment) -> Decimal | None:
    chance = as_shown(definition, now.estimate.objectif) if now.estimate else None
    return None if chance is None else Decimal(tenths(chance))


def of_december(drawn: Series, month: Month) -> Decimal | None:
    """What December asks by the versions that are in force in that month."""
    versions = tuple(each for each in drawn.versions if each.effective_from <= month.last_day)
    return attain(replace(drawn, versions=versions), Month(month.year, 12)).objectif_to_date


def as_written(definition: Definition, figure: Decimal | None) -> Decimal | None:
    """A target in euros, or the gap to it, has its cents at most."""
    if definition.unit != "€" or figure is None:
        return figure
    return figure.quantize(Decimal("0.01"), ROUND_HALF_UP)


def wrong_numbers(text: str, drawn: Series, months: dict[Month, Attainment], month: Month) -> list[str]:
    roles, others, left = numbers_by_role(text)
    may_be = expected(drawn, months[month])
    wrong = [f"sans rôle : {left}"] if left else []
    for role, found in roles.items():
        figures = may_be[role]
        if role in TARGETS:
            figures = {as_written(drawn.definition, each) for each in figures}
        if found != figures:
            wrong.append(f"{role} : {found} au lieu de {figures}")
    for role, named, read in others:
        then = months[month_named(named)]
        figure = {"valeur": then.value, "score": then.score, "annuel": then.objectif_annual}[role]
        if read != (as_written(drawn.definition, figure) if role in TARGETS else figure):
            wrong.append(f"{role} de {named} : {read} au lieu de {figure}")
    return wrong


@given(drawn=series(), data=st.data())
def test_each_number_is_that_of_its_month_and_the_french_is_correct(
    drawn: Series, data: st.DataObject
) -> None:
    months = {each.month: each for each in attain_all(drawn)}
    for month in data.draw(
        st.lists(st.sampled_from(sorted(months)), min_size=MONTHS_OF_EACH, max_size=MONTHS_OF_EACH)
    ):
        today = data.draw(st.sampled_from((None, date(month.year + 1, 2, 1))))
        text = measured(known(drawn), month, today).commentary.text
        assert wrong_numbers(text, drawn, months, month) == [], text
        assert list(faults(text)) == [], text


@pytest.mark.parametrize(
    "broken",
    [
        "À fin mars 2026, l’indicateur est à 92 %.",
        "À fin mars 2026, l’indicateur est à 92\u00a0%",
        "à fin mars 2026, l’indicateur est à 92\u00a0%.",
        "À fin mars 2026, l'indicateur est à 92\u00a0%.",
        "À fin mars 2026, l’indicateur est à 1 234\u00a0€.",
        "Le commentaire de avril 2026 est court.",
        "Le score de le thème est de 92,00\u00a0%.",
        "À fin mars 2026, l’indicateur est à 3\u00a0département.",
        "À fin mars 2026, l’indicateur est à 1\u00a0départements.",
        "Février et mars 2026 reste à saisir.",
        "Mars 2026 n’est pas encore validés.",
        "En décembre, l’objectif sera atteint.",
        "L’objectif est atteint\u00a0: il manque\u00a0: 3\u00a0pt.",
        "L’indicateur est à {valeur}.",
    ],
)
def test_the_second_reader_notices_a_fault_of_french(broken: str) -> None:
    assert list(faults(broken))


def test_the_second_reader_notices_a_wrong_number_and_one_without_a_role() -> None:
    text = "À fin mars 2026, l’indicateur est à 1\u202f234,5\u00a0%, entre le seuil (80\u00a0%) et autre chose de 77."
    roles, _, left = numbers_by_role(text)
    assert roles == {"valeur": {Decimal("1234.5")}, "seuil": {Decimal(80)}}
    assert "77" in left
