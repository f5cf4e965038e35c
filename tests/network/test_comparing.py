"""What is compared of an indicator and how a strip places it, on bodies made in memory."""

from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.models import Body
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.network.compared import BodyValue, ComparedBody, Comparison, MeasureColumn
from dashboards.network.gaps import DefinitionGap
from dashboards.network.strip import strip
from dashboards.network.table import ranked_values
from dashboards.network.words import places_text, quarter_text
from indicators.domain.model import Aggregation, Definition, Direction, Frequency, Status
from indicators.domain.rollup import RollUp
from indicators.domain.spread import Places, Spread
from tests.pages import text_in

MONTH = Month(2025, 9)


def definition(aggregation=Aggregation.RATIO, direction=Direction.HAUSSE, unit="%"):
    return Definition(
        unit=unit, decimals=2, direction=direction, aggregation=aggregation, frequency=Frequency.MENSUELLE,
        contract_first_year=2023, contract_last_year=2027, credit=Decimal(0), entry_decimals=0,
    )  # fmt: skip


def column(**how):
    return MeasureColumn("m", "R1", "Un taux", "Taux", 1, "Thème", definition(**how))


def value(text, status=Status.ENTRE, *, objectif="90", is_floor=False, **how):
    figure = None if text is None else Decimal(text)
    return BodyValue(definition(**how), status, figure, Decimal("80"), Decimal(objectif), None, is_floor)


def total(score, low, high):
    return RollUp(
        score=Decimal(score), low=Decimal(low), high=Decimal(high), measured=1, due=1,
        left_out=(), not_due=(), apart=(), without_target=(), simulated=False,
    )  # fmt: skip


def network(*values, totals=(), gaps=(), of=None):
    of = of or column()
    bodies = [
        ComparedBody(
            Contract(pk=rank, body=Body(code=name, name=name, short_name=name)),
            {"m": each},
            {MONTH: totals[rank]} if totals else {},
            gaps if rank == len(values) - 1 else (),
        )
        for rank, (name, each) in enumerate(zip("ABCDEFGH", values, strict=False))
    ]
    return Comparison(MONTH, (MONTH,), (of,), tuple(bodies))


@pytest.mark.parametrize(
    ("each", "measure", "settled"),
    [
        (value("85"), 85, 85),
        (value(None, Status.NON_RENSEIGNE), None, None),
        (value("85", Status.INCOMPLET), 85, None),
        (value("85", Status.NEUTRALISE), 85, None),
        (value("30", aggregation=Aggregation.SOMME), Fraction(100, 3), Fraction(100, 3)),
        (value("30", aggregation=Aggregation.SOMME, is_floor=True), Fraction(100, 3), None),
        (value("30", aggregation=Aggregation.CUMUL_CONTRAT, objectif="0"), None, None),
    ],
)
def test_what_accumulates_is_compared_by_its_share_and_what_is_incomplete_is_not(each, measure, settled):
    assert each.measure == measure
    assert each.settled == settled


def test_the_better_is_on_the_right_whatever_the_direction():
    for direction, best in ((Direction.HAUSSE, "C"), (Direction.BAISSE, "A")):
        of = column(direction=direction)
        compared = network(*(value(text, direction=direction) for text in ("82", "84", "88")), of=of)
        drawn = strip(compared, of, compared.bodies[0])
        assert max(drawn.marks, key=lambda mark: Decimal(mark.x)).body.name == best
        assert ranked_values(compared, of)[0].cell.body.name == best
        assert f"à {'82' if best == 'C' else '88'},00 %" in text_in(drawn.sentence)
        start, width = map(Decimal, drawn.band)
        assert Decimal(drawn.first) in {start, start + width}
        assert start <= Decimal(drawn.median.x) <= start + width


@pytest.mark.parametrize("aggregation", list(Aggregation))
@pytest.mark.parametrize(
    ("direction", "objectif", "better", "worse"),
    [
        (Direction.HAUSSE, "90", "95", "85"),
        (Direction.HAUSSE, "90", "5", "-5"),
        (Direction.HAUSSE, "0", "5", "-5"),
        (Direction.HAUSSE, "-90", "-85", "-95"),
        (Direction.BAISSE, "90", "85", "95"),
        (Direction.BAISSE, "90", "-5", "5"),
        (Direction.BAISSE, "0", "-5", "5"),
        (Direction.BAISSE, "-90", "-95", "-85"),
    ],
)
def test_no_body_is_ranked_before_a_better_one_whatever_the_sign(
    aggregation, direction, objectif, better, worse
):
    """A share of a negative objectif grows when the value falls: without a share, nothing is ranked."""
    how = {"aggregation": aggregation, "direction": direction}
    of = column(**how)
    compared = network(*(value(text, objectif=objectif, **how) for text in (worse, better)), of=of)
    drawn = strip(compared, of, compared.bodies[0])
    lines = ranked_values(compared, of)
    assert [each.cell.value != "" for each in lines] == [True, True]
    if of.by_share and Decimal(objectif) <= 0:
        assert drawn is None
        assert {(each.cell.share, each.place) for each in lines} == {("", "")}
        return
    left, right = sorted(drawn.marks, key=lambda mark: Decimal(mark.x))
    assert (left.body.name, right.body.name) == ("A", "B")
    assert [each.cell.body.name for each in lines] == ["B", "A"]


def test_a_strip_draws_targets_that_all_share_and_leaves_out_what_is_not_compared():
    compared = network(value("82"), value("84"), value("99", Status.INCOMPLET))
    drawn = strip(compared, column(), compared.bodies[2])
    assert [mark.body.name for mark in drawn.marks] == ["A", "B"]
    assert "C sans valeur à comparer" in drawn.sentence
    assert drawn.own is None
    assert text_in(drawn.objectif.text) == "objectif 90 %"
    other = network(value("82"), value("84", objectif="91"))
    assert strip(other, column(), other.bodies[0]).objectif is None
    alone = network(value("82"), value(None))
    assert strip(alone, column(), alone.bodies[0]) is None


def test_bodies_of_one_place_are_piled_up_own_body_at_the_foot():
    compared = network(value("85"), value("85"), value("88"))
    drawn = strip(compared, column(), compared.bodies[1])
    own, other, _ = drawn.marks
    assert own.is_own
    assert own.x == other.x
    assert own.y > other.y


def test_a_body_that_counts_otherwise_is_in_no_quartile_and_no_rank():
    gap = DefinitionGap("m", "R1", "unité", "j", "%")
    totals = [total("50", "50", "50"), total("60", "55", "70"), total("90", "90", "90")]
    compared = network(value("82"), value("84"), value("99"), totals=totals, gaps=(gap,))
    assert compared.spread(column()) == Spread(*map(Decimal, ("82.50", "83.00", "83.50")))
    assert [compared.places(body, MONTH) for body in compared.bodies] == [Places(2, 2), Places(1, 1), None]
    assert [line.cell.otherwise for line in ranked_values(compared, column())] == [False, False, True]


def test_ranks_of_a_network_are_told_with_their_range():
    totals = [
        total("60", "58", "70"),
        total("65", "65", "69"),
        total("90", "90", "90"),
        total("10", "10", "58"),
    ]
    compared = network(*[value("85")] * 4, totals=totals)
    held = [places_text(compared.places(body, MONTH)) for body in compared.bodies]
    # the last may equal the first of them, and would then share its rank
    assert held == ["2e à 3e", "2e à 3e", "1er", "3e à 4e"]


@pytest.mark.parametrize(
    ("figure", "rising", "falling"),
    [
        ("70", "quart le moins favorable", "quart le plus favorable"),
        ("72", "quart le moins favorable", "quart le plus favorable"),
        ("73", "moins bien que la médiane", "mieux que la médiane"),
        ("74", "à la médiane", "à la médiane"),
        ("75", "mieux que la médiane", "moins bien que la médiane"),
        ("76", "quart le plus favorable", "quart le moins favorable"),
        ("80", "quart le plus favorable", "quart le moins favorable"),
    ],
)
def test_the_quarter_follows_the_direction(figure, rising, falling):
    middle = Spread(Decimal(72), Decimal(74), Decimal(76))
    assert quarter_text(Decimal(figure), middle) == rising
    assert quarter_text(Decimal(figure), middle, rises=False) == falling
