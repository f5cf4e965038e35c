"""The words of a chance and of an interval, case by case."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cpg.shared.periods import Month
from dashboards.shared.chances import (
    bounds,
    chance_words,
    december_sentence,
    short_chance,
    shown_bounds,
    tenths,
)
from dashboards.templatetags.chances import strokes
from indicators.domain.model import Aggregation, Attainment, Direction, Estimate, Status
from tests.domain.test_december import definition


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("chance", "words", "short", "drawn"),
    [
        (None, "", "", None),
        ("1.000", "acquis", "acquis", None),
        ("0.995", "presque certain", "presque certain", 10),
        ("0.950", "presque certain", "presque certain", 10),
        ("0.949", "environ 9 chances sur 10", "environ 9 sur 10", 9),
        ("0.650", "environ 7 chances sur 10", "environ 7 sur 10", 7),
        ("0.649", "environ 6 chances sur 10", "environ 6 sur 10", 6),
        ("0.149", "environ 1 chance sur 10", "environ 1 sur 10", 1),
        ("0.050", "environ 1 chance sur 10", "environ 1 sur 10", 1),
        ("0.049", "très peu probable", "très peu probable", 0),
        ("0.005", "très peu probable", "très peu probable", 0),
        ("0.000", "hors d’atteinte", "hors d’atteinte", None),
    ],
)
def test_a_chance_reads_in_tenths(chance: str | None, words: str, short: str, drawn: int | None) -> None:
    """Never a per cent. What is no estimate has no strokes."""
    found = None if chance is None else Decimal(chance)
    assert (plain(chance_words(found)), plain(short_chance(found))) == (words, short)
    assert sum(is_chance for _, is_chance in strokes(found)) == (drawn or 0)
    assert len(strokes(found)) == (0 if drawn is None else 10)
    assert found is None or drawn is None or tenths(found) == drawn


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        ("61.02", "63.47", "%", ("61,02 %", "63,47 %")),
        ("43993", "45318", "rendez-vous", ("43 990", "45 320")),
        ("1001", "1009", "rendez-vous", ("1 000", "1 010")),
        ("812", "1204", "rendez-vous", ("812", "1 210")),
        ("123456", "234567", "€", ("123 000 €", "235 000 €")),
        ("7104321", "7313000", "€", ("7 100 000 €", "7 320 000 €")),
        ("-1234", "-1001", "€", ("−1 240 €", "−1 000 €")),
        ("4", "4", "départements", None),
        (None, None, "%", None),
    ],
)
def test_large_bounds_are_rounded_away_from_the_projection(
    low: str | None, high: str | None, unit: str, words: tuple[str, str] | None
) -> None:
    estimate = Estimate(*(None if each is None else Decimal(each) for each in (low, high)))
    found = bounds(definition(unit=unit), Attainment(Month(2025, 6), Status.ENTRE, estimate=estimate))
    assert (None if found is None else tuple(map(plain, found))) == words


def test_december_is_not_announced_once_it_is_there() -> None:
    ended = replace(now("1.000"), month=Month(2025, 12))
    assert december_sentence(definition(), ended, Decimal(63)) == ""


@pytest.mark.parametrize(
    ("value", "low", "shown"),
    [("44996", "44996", "44996"), ("44991", "44996", "44991"), ("44996", "44991", "44990")],
)
def test_no_bound_of_what_adds_up_is_shown_below_what_is_done(value: str, low: str, shown: str) -> None:
    """Only where the estimate itself goes below it, since some period was negative, does the bound."""
    found = replace(now(None, low, "45318"), value=Decimal(value))
    ends = shown_bounds(definition(aggregation=Aggregation.SOMME, unit="rendez-vous"), found)
    assert ends == (Decimal(shown), 45_320)


def now(chance: str | None, low: str = "61.00", high: str = "64.00") -> Attainment:
    estimate = Estimate(Decimal(low), Decimal(high), None if chance is None else Decimal(chance))
    return Attainment(Month(2025, 6), Status.ENTRE, projection=Decimal("62.50"), estimate=estimate)


@pytest.mark.parametrize(
    ("chance", "direction", "ending"),
    [
        ("0.200", Direction.HAUSSE, " : environ 2 chances sur 10 d’atteindre 63 % (estimation moins sûre)."),
        (
            "0.200",
            Direction.BAISSE,
            " : environ 2 chances sur 10 de ne pas dépasser 63 % (estimation moins sûre).",
        ),
        ("0.990", Direction.HAUSSE, " : environ 9 chances sur 10 d’atteindre 63 % (estimation moins sûre)."),
        ("0.010", Direction.HAUSSE, " : environ 1 chance sur 10 d’atteindre 63 % (estimation moins sûre)."),
        ("0.000", Direction.HAUSSE, " : l’objectif, 63 %, est hors d’atteinte."),
        ("1.000", Direction.HAUSSE, " : l’objectif, 63 %, est acquis."),
        (None, Direction.HAUSSE, "."),
    ],
)
def test_december_in_a_sentence(chance: str | None, direction: Direction, ending: str) -> None:
    text = december_sentence(definition(direction), now(chance), Decimal(63))
    assert (
        plain(text)
        == f"Décembre finirait près de 62,50 %, entre 61,00 % et 64,00 % quatre fois sur cinq{ending}"
    )


def test_a_projection_outside_its_interval_is_explained() -> None:
    text = december_sentence(
        definition(aggregation=Aggregation.RATIO), now("0.6", "63.00", "66.00"), Decimal(63)
    )
    assert "l’intervalle retient la moitié de l’écart." in text
    assert not december_sentence(definition(), Attainment(Month(2025, 6), Status.ENTRE), Decimal(63))
