"""The order of what December will be: what can still be changed first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from commitments.models import Action, PlannedYear
from cpg.shared.periods import Month
from dashboards.overview.december import december, unentered_of
from dashboards.overview.december_groups import Result
from dashboards.overview.december_rows import DecemberRow
from dashboards.overview.needed import Needed
from dashboards.shared.awaited import without_chances
from dashboards.shared.chances import short_chance
from dashboards.shared.fates import Fate
from dashboards.shared.reads import IndicatorState
from indicators.domain.model import Aggregation, Attainment, Estimate, Status
from indicators.models import Indicator
from indicators.slips import Slip
from tests.domain.test_december import definition

JUNE, DECEMBER = Month(2025, 6), Month(2025, 12)
TARGETS = Attainment(DECEMBER, Status.NON_ECHU, seuil_to_date=Decimal(80), objectif_to_date=Decimal(90))


def row(
    code: str,
    objectif: str | None,
    seuil: str | None = None,
    *,
    aggregation: Aggregation = Aggregation.SOMME,
    status: Status = Status.ENTRE,
    month: Month = JUNE,
    targets: Attainment | None = TARGETS,
    is_record: bool = False,
) -> DecemberRow:
    """An indicator with these chances of December's objectif and seuil; without any, nothing is estimated."""
    chances = [None if each is None else Decimal(each) for each in (objectif, seuil)]
    estimate = None if objectif is None else Estimate(None, None, *chances)
    now = Attainment(month, status, value=Decimal(85), projection=Decimal(86), estimate=estimate)
    state = IndicatorState(
        Indicator(code=code), month, now, None, None, targets, targets, (), is_pending=False
    )
    # The definition that no database holds, where the property would keep it.
    vars(state)["definition"] = definition(aggregation=aggregation)
    found = DecemberRow(state, (), ())
    vars(found)["needed"] = Needed("99,50 %", "84,50 %", is_record)
    return found


def codes(rows: Sequence[DecemberRow]) -> str:
    return " ".join(each.state.indicator.code for each in rows)


TABLE = [
    ("the nearest to one half first, on either side", {"a": "0.9", "b": "0.52", "c": "0.1", "d": "0.3"}, "b d a c"),
    ("equal distances stay in the order of the contract", {"a": "0.7", "b": "0.3", "c": "0.5"}, "c a b"),
    ("nearly certain and secured at the end, secured last", {"a": "1", "b": "0.97", "c": "0.94"}, "c b a"),
    ("hardly likely after what is played for", {"a": "0.04", "b": "0.05", "c": "0.95"}, "b a c"),
    ("nothing estimated after what would not arrive", {"a": None, "b": "0", "c": "0.99", "d": "0.5"}, "d b a c"),
]  # fmt: skip


@pytest.mark.parametrize(("chances", "order"), [each[1:] for each in TABLE], ids=[each[0] for each in TABLE])
def test_the_rank_is_what_can_still_be_changed(chances, order):
    assert codes(december(row(code, chance) for code, chance in chances.items()).rows) == order


def test_of_those_that_would_not_arrive_the_seuil_is_played_for():
    rows = [row("a", "0.01", "0.96"), row("b", "0", "0.2"), row("c", "0.02", "0.6"), row("d", "0.03")]
    assert codes(december(rows).of(Fate.SHORT)) == "c b a d"


def test_a_rough_estimate_is_never_nearly_certain_nor_very_unlikely():
    rough = [row("a", "0.99", aggregation=Aggregation.RATIO), row("b", "0.01", aggregation=Aggregation.RATIO)]
    assert codes(december(rough).of(Fate.PLAYED)) == "a b"
    assert codes(december([row("a", "1", aggregation=Aggregation.RATIO)]).of(Fate.SURE)) == "a"


@pytest.mark.parametrize(
    ("chance", "is_record", "fate"),
    [
        ("0.01", True, Fate.SHORT),
        ("0.049", True, Fate.SHORT),
        ("0.05", True, Fate.PLAYED),
        ("0.01", False, Fate.PLAYED),
        ("0.5", True, Fate.PLAYED),
        ("0", False, Fate.SHORT),
    ],
)
def test_a_rough_estimate_that_is_unlikely_and_takes_a_record_would_not_arrive(chance, is_record, fate):
    found = row("a", chance, aggregation=Aggregation.RATIO, is_record=is_record)
    assert found.fate is fate
    # The words stay those of a rough estimate.
    if fate is Fate.SHORT and chance != "0":
        assert short_chance(found.chance) == "environ 1\u00a0sur\u00a010"


def test_groups_without_rows_and_indicators_without_target_are_left_out():
    page = december([row("a", "0.5"), row("b", "0.5", targets=replace(TARGETS, objectif_to_date=None))])
    assert [group.title for group in page.groups] == ["Un se joue encore"]
    assert codes(page.without_target) == "b"
    assert not december([]).groups


def test_the_sentence_counts_the_groups():
    page = december(row(str(rank), chance) for rank, chance in enumerate(["0.5", "0.4", "0.01", "1", None]))
    assert page.announced == (
        "pour décembre, deux se jouent encore, un n’y arriverait pas, un est presque certain ou acquis "
        "et un reste sans estimation"
    )
    assert [group.link for group in page.groups][-2:] == [
        "1\u00a0sans estimation",
        "1\u00a0presque certain ou acquis",
    ]


def test_a_year_that_is_over_tells_what_it_gave_worst_first():
    statuses = [Status.ATTEINT, Status.SOUS_SEUIL, Status.INCOMPLET, Status.ENTRE, Status.SANS_OBJET]
    page = december(
        row(str(rank), None, status=status, month=DECEMBER) for rank, status in enumerate(statuses)
    )
    assert page.title == "Ce que 2025 a donné"
    assert [(group.kind, codes(group.rows)) for group in page.groups] == [
        (Result.BELOW, "1"),
        (Result.BETWEEN, "3"),
        (Result.REACHED, "0"),
        (Result.NONE, "2"),
    ]
    assert not page.announced
    assert (codes(page.apart), codes(page.without_target)) == ("4", "")


@pytest.mark.parametrize("status", [Status.NEUTRALISE, Status.SANS_OBJET, Status.NON_ECHU])
def test_what_is_not_judged_of_a_year_has_its_objectif_all_the_same(status):
    page = december([row("a", None, status=status, month=DECEMBER)])
    assert (codes(page.apart), codes(page.without_target), page.rows) == ("a", "", [])


def test_what_is_not_computed_yet_is_without_result():
    found = row("a", None, month=DECEMBER)
    pending = DecemberRow(replace(found.state, now=None), (), ())
    (group,) = december([pending]).groups
    assert (group.kind, group.note) == (Result.NONE, "")


def test_a_year_that_has_passed_announces_nothing_and_asks_for_nothing():
    running = row("a", "0.5").state
    assert unentered_of([running]) == []
    state = replace(running, now=without_chances(running.now), has_ended=True)
    vars(state)["definition"] = running.definition
    assert unentered_of([state, running]) == []
    months = unentered_of([state])
    assert months == [Month(2025, number) for number in range(7, 13)]
    page = december([DecemberRow(state, (), ())], months)
    assert page.announced == "les mois de juillet à décembre 2025 restent à saisir"
    assert page.title == "Décembre 2025 reste à saisir"
    (group,) = page.groups
    assert (group.kind, group.note) == (
        Fate.UNKNOWN,
        "l’année est finie\u00a0: aucune chance n’est plus annoncée",
    )
    assert (page.rows[0].needed, page.rows[0].chance) == (None, None)
    assert december([], months[-1:]).announced == "décembre 2025 reste à saisir"


@pytest.mark.parametrize(
    ("objectifs", "seuils", "note"),
    [
        (["0.5"], [None], "c’est là qu’une décision change l’année"),
        (["0.5", "0.4"], [None, None], "les plus indécis d’abord\u00a0: c’est là qu’une décision change l’année"),
        (["0.01", "0"], ["0.5", "1"], "ce qui peut encore tenir est le seuil"),
        (["0.01"], ["1"], "son seuil est acquis"),
        (["0.01", "0"], ["1", "1"], "leur seuil est acquis"),
        (["0.01", "0"], ["0", None], ""),
        ([None], [None], "rien ne permet encore d’estimer sa chance"),
        ([None, None], [None, None], "rien ne permet encore d’estimer leur chance"),
    ],
)  # fmt: skip
def test_the_note_of_a_group_agrees_with_its_rows(objectifs, seuils, note):
    rows = [row(str(rank), *chances) for rank, chances in enumerate(zip(objectifs, seuils, strict=True))]
    (group,) = december(rows).groups
    assert group.note == note


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ([], ""),
        ([2024], "1\u00a0action en retard"),
        ([2023, 2025], "2\u00a0actions en retard aujourd’hui"),
    ],
)
def test_a_delay_that_began_after_the_month_shown_is_of_today(years, words):
    slips = [Slip(PlannedYear(action=Action(pk=year), year=year), None, date(2026, 3, 1)) for year in years]
    assert DecemberRow(row("a", "0.5").state, (), slips).late_text == words
