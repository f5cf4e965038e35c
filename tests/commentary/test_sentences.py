"""Every number of a proposed commentary is the one of its month, and its French is correct."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.ledger.state import State
from cpg.shared.french import MONTHS
from cpg.shared.periods import Month, months_between
from dashboards.commentary.reading import Measured, Proposed, measured
from dashboards.shared.chances import as_shown, shown_bounds, tenths
from dashboards.shared.coverage import change_of
from dashboards.shared.fates import Fate
from indicators.domain import Term, roll_up
from indicators.domain.attainment import attain, attain_all
from indicators.domain.model import Attainment, Definition, Fact, Series
from indicators.selectors import Known, MonthRecord
from tests.commentary.pasts import compared
from tests.commentary.reading import GROUP_ROLES, faults, numbers_by_role, told_causes
from tests.domain.strategies import series

# How many months of each series: with three thousand examples (`make properties`) fifteen thousand texts.
MONTHS_OF_EACH = 5
OF_CAUSES = {"score-alors", "ecart-alors", "part"}
pasts = st.composite(compared)
TARGETS = {"objectif", "seuil", "ecart", "decembre", "annuel"}
COMMENT = "Reprise du stock : 12 dossiers d’avant l’été."


def known(drawn: Series, code: str = "R1") -> Known:
    """Every third month is validated, every other one has a comment."""
    records = {
        month: record(
            month, fact, State.VALIDE if month.number % 3 else State.SOUMIS, COMMENT * (month.number % 2)
        )
        for month, fact in drawn.facts.items()
    }
    return Known(indicator(code, drawn), drawn, records)


def indicator(code: str, drawn: Series) -> Any:
    theme = SimpleNamespace(position=1, title="Thème")
    label = f"Délai de « traitement » {'ABC'[int(code[1:]) - 1]}"
    return SimpleNamespace(
        code=code, pk=int(code[1:]), position=int(code[1:]), theme=theme, definition=drawn.definition, short_label=label
    )  # fmt: skip


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
    wrong += wrong_causes(text, roles, months[month].score)
    for role, found in roles.items():
        if role in OF_CAUSES:
            continue
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


def wrong_causes(text: str, roles: dict[str, set[Decimal]], score: Decimal | None) -> list[str]:
    """The shares add up to the change, and the score then with the change is that of the text."""
    told, changes = told_causes(text), roles.get("ecart-alors", set()) | roles.get("evolution", set())
    wrong = []
    if roles.get("part", set()) != {points for _, points in told}:
        wrong.append("une part hors de la liste")
    if any(points for _, points in told) and abs(sum(points for _, points in told)) not in {
        *map(abs, changes), *({Decimal(0)} if "se compensent" in text else ()),
    }:  # fmt: skip
        wrong.append(f"parts {told}, écart {changes}")
    change = sum(roles.get("ecart-alors", ()))
    wrong += [
        f"{then} et {change} ne font pas {score}"
        for then in roles.get("score-alors", ())
        if score is None or then + change != score
    ]
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
        since = data.draw(pasts({"R1": (indicator("R1", drawn), drawn)}, month))
        text = measured(known(drawn), month, today, since).commentary.text
        assert (wrong := wrong_numbers(text, drawn, months, month)) == [], (wrong, text)
        assert (wrong := list(faults(text))) == [], (wrong, text)


@given(listed=st.lists(series(), min_size=1, max_size=3), data=st.data())
def test_each_number_of_a_theme_is_that_of_its_indicators_and_the_french_is_correct(
    listed: list[Series], data: st.DataObject
) -> None:
    years = [each.definition.contract_first_year for each in listed]
    drawn = {f"R{rank}": each for rank, each in enumerate(listed, 1) if years[rank - 1] == years[0]}
    last = min(each.definition.contract_last_year for each in drawn.values())
    month = data.draw(st.sampled_from(list(months_between(Month(years[0], 1), Month(last, 12)))))
    today = data.draw(st.sampled_from((None, date(month.year + 1, 2, 1))))
    since = data.draw(pasts({code: (indicator(code, each), each) for code, each in drawn.items()}, month))
    found = [measured(known(each, code), month, today, since) for code, each in drawn.items()]
    text = Proposed(month, found, since).of_group(found, named="du thème", scope="theme-1").text
    assert (wrong := wrong_of_group(text, found)) == [], (wrong, text)
    assert (wrong := list(faults(text))) == [], (wrong, text)


def wrong_of_group(text: str, found: list[Measured]) -> list[str]:
    roles, _, left = numbers_by_role(text, GROUP_ROLES)
    terms = [Term.of(each.indicator.code, each.standing.now) for each in found]
    before = [Term.of(each.indicator.code, each.standing.quarter) for each in found]
    rolled, change = roll_up(terms), change_of(terms, before)
    wrong = [f"sans rôle : {left}"] if left else []
    wrong += wrong_causes(text, roles, rolled.score)
    may_be: dict[str, set[Decimal | None]] = {
        "score": {rolled.score},
        "mesures": {Decimal(rolled.measured)},
        "dus": {Decimal(rolled.due)},
        "bas-score": {rolled.low},
        "haut-score": {rolled.high},
        "evolution": {None if change.points is None else abs(change.points)},
        "constant": {change.constant},
        "valeurs": {each.standing.now.value for each in found},
        "objectifs": {
            as_written(each.standing.definition, each.standing.now.objectif_to_date) for each in found
        },
    }
    estimates = [expected(each.known.series, each.standing.now) for each in found]
    for role in ("projection", "bas", "haut", "chance", "decembre"):
        may_be[role] = {number for each in estimates for number in each[role]}
    for role, numbers in roles.items():
        if role not in OF_CAUSES and not numbers <= may_be[role]:
            wrong.append(f"{role} : {numbers} au lieu de {may_be[role]}")
    played = [each.member for each in found if each.member.fate is Fate.PLAYED]
    told = re.findall(r"(?:Le plus indécis|Celui qui se joue) est .* \((R\d)\)\. Décembre finirait", text)
    if bool(played) is not bool(told) or not set(told) <= {each.indicator.code for each in played}:
        wrong.append(f"{told} au lieu d’un de {played}")
    return wrong


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
        "L’écart se partage ainsi\u00a0: correction (mai et juin 2026) −0,50\u00a0pt.",
        "L’écart se partage ainsi\u00a0: corrections (mai 2026) −0,50\u00a0pt.",
        "L’objectif est atteint\u00a0: il manque\u00a0: 3\u00a0pt.",
        "L’indicateur est à {valeur}.",
    ],
)
def test_the_second_reader_notices_a_fault_of_french(broken: str) -> None:
    assert list(faults(broken))


def test_the_second_reader_notices_a_wrong_number_and_one_without_a_role() -> None:
    text = "À fin mars 2026, l’indicateur est à 1\u202f234,5\u00a0%, entre le seuil (80\u00a0%) et autre chose de 77."
    roles, _, left = numbers_by_role(text)
    assert told_causes("L’écart se partage ainsi : nouveaux mois +1,50 pt et avenant −0,25 pt.") == [
        ("nouveaux mois", Decimal("1.50")), ("avenant", Decimal("-0.25")),
    ]  # fmt: skip
    assert roles == {"valeur": {Decimal("1234.5")}, "seuil": {Decimal(80)}}
    assert "77" in left
