"""A total with what it covers, what it may become, what is expected, and its change at constant perimeter."""

import re
from decimal import Decimal

import pytest

from cpg.shared.periods import Month
from dashboards.shared.coverage import (
    change_of,
    coverage_text,
    covered_text,
    expected_month,
    expected_text,
    is_expected,
    range_text,
    total_text,
)
from dashboards.shared.marks import mark_of
from dashboards.shared.sentences import finding
from indicators.domain import Term, roll_up
from indicators.domain.model import Status


def plain(text):
    return re.sub(r"\s", " ", text)


def term(key, score=None, *, status=Status.ATTEINT, is_floor=False, weight=None, has_objectif=True):
    number = None if score is None else Decimal(score)
    return Term(key, weight, has_objectif, status, number, is_floor)


def missing(key):
    return term(key, status=Status.NON_RENSEIGNE)


def test_a_total_has_its_coverage_and_its_range():
    rolled = roll_up([term("R1", "100.00"), term("R2", "50.00"), missing("R3")])
    assert plain(covered_text(rolled)) == "75,00 % (2 mesurés sur 3 dus)"
    assert plain(range_text(rolled)) == "entre 50,00 et 83,33 selon ce qui manque", (
        "150 / 3 and 250 / 3 by hand"
    )


def test_a_floor_is_measured_and_leaves_a_range():
    rolled = roll_up([term("R1", "40.00", status=Status.INCOMPLET, is_floor=True), term("R2", "60.00")])
    assert coverage_text(rolled) == "2 mesurés sur 2 dus"
    assert plain(range_text(rolled)) == "entre 50,00 et 80,00 selon ce qui manque"


def test_nothing_is_added_to_a_total_that_nothing_can_change():
    assert range_text(roll_up([term("R1", "100.00"), term("R2", "50.00")])) == ""


def test_under_half_the_measure_is_insufficient_and_keeps_coverage_and_range():
    rolled = roll_up([term("R1", "100.00"), missing("R2"), missing("R3")])
    assert total_text(rolled) == "mesure insuffisante"
    assert coverage_text(rolled) == "1 mesuré sur 3 dus"
    assert plain(range_text(rolled)) == "entre 33,33 et 100,00 selon ce qui manque"


def test_where_nothing_is_due_yet_it_is_not_a_failure_to_measure():
    rolled = roll_up([term("R1", status=Status.NON_ECHU), term("R2", status=Status.NEUTRALISE)])
    assert total_text(rolled) == "rien n’est encore dû"
    assert range_text(rolled) == ""


def test_what_is_expected_is_counted_by_month():
    june, december, march = Month(2025, 6), Month(2025, 12), Month(2026, 3)
    assert expected_text([december, june, december], Month(2025, 3)) == "1 attendu en juin et 2 en décembre"
    assert expected_text([march], Month(2025, 3)) == "1 attendu en mars 2026"
    assert expected_text([None, None], Month(2025, 3)) == "2 sans échéance d’ici la fin du contrat"
    assert expected_text([], Month(2025, 3)) == ""


def test_a_month_is_expected_where_something_is_due_whatever_the_reason_that_nothing_was():
    due, not_due = Decimal(2), Decimal(0)
    months = [
        (Month(2025, 3), is_expected(Status.ATTEINT, due, due)),
        (Month(2025, 4), is_expected(Status.NON_ECHU, not_due, due)),
        (Month(2025, 5), is_expected(Status.NEUTRALISE, due, due)),
        (Month(2025, 6), is_expected(Status.INCOMPLET, not_due, due)),
        (Month(2025, 7), is_expected(Status.INCOMPLET, due, due)),
    ]
    assert expected_month(months, after=Month(2025, 3)) == Month(2025, 7)
    assert expected_month(months[:4], after=Month(2025, 3)) is None
    assert is_expected(Status.INCOMPLET, Decimal(0), Decimal(0)), "an objectif of 0 is due at once"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        # The same is measured at both: 50 to 60.
        ([("R1", 40), ("R2", 60)], [("R1", 60), ("R2", 60)], "+10,00 pt depuis août 2025"),
        # R2 is measured anew: 40 to 65 in all, 40 to 50 for R1 alone.
        (
            [("R1", 40)],
            [("R1", 50), ("R2", 80)],
            "+25,00 pt depuis août 2025, dont +10,00 pt à périmètre constant",
        ),
        # What is left out raises the total: 50 to 60, and R1 fell.
        (
            [("R1", 70), ("R2", 30)],
            [("R1", 60)],
            "+10,00 pt depuis août 2025, mais −10,00 pt à périmètre constant",
        ),
    ],
)
def test_a_change_is_shown_at_constant_perimeter_where_the_perimeters_differ(before, after, sentence):
    def terms(scores):
        found = dict(scores)
        return [term(key, found[key]) if key in found else missing(key) for key in ("R1", "R2")]

    change = change_of(terms(after), terms(before))
    assert plain(change.sentence("depuis août 2025")) == sentence


def test_the_finding_does_not_say_that_no_objectif_is_set_where_none_is_due():
    month = Month(2025, 3)
    assert finding([mark_of(Status.NON_ECHU)], 0, month) == "Rien n’est encore dû à fin mars 2025."
    assert finding([mark_of(Status.SANS_OBJECTIF)], 0, month) == "Aucun objectif n’est fixé à fin mars 2025."
