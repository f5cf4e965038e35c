"""Properties that hold for every total and its range, whatever its terms."""

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.domain import Term, roll_up
from indicators.domain.model import Status

scores = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)
weights = st.sampled_from([None, Decimal(1), Decimal("2.5"), Decimal("0.01"), Decimal(0)])
CENT = Decimal("0.01")


@st.composite
def terms(draw: st.DrawFn) -> list[Term]:
    """Terms as the computation gives them: a score for what is judged and for a floor."""
    listed = []
    for rank in range(draw(st.integers(0, 10))):
        status = draw(st.sampled_from(Status))
        is_floor = status in (Status.ATTEINT, Status.INCOMPLET) and draw(st.booleans())
        known = draw(scores) if status.is_measured or is_floor else None
        has_objectif = status is not Status.SANS_OBJECTIF
        listed.append(Term(f"R{rank}", draw(weights), has_objectif, status, known, is_floor))
    return listed


def completed(draw: st.DrawFn, term: Term) -> Term:
    """What the term may turn out to be: any score where it has none, no less than a floor."""
    if not term.is_counted or (term.score is not None and not term.is_floor):
        return term
    least = 0 if term.score is None else int(term.score * 100)
    found = Decimal(draw(st.integers(least, 10_000))) / 100
    return Term(term.key, term.weight, True, Status.ENTRE, found)


@given(terms(), st.data())
def test_the_range_contains_the_total_of_every_completion(listed: list[Term], data: st.DataObject) -> None:
    total = roll_up(listed)
    whole = roll_up(completed(data.draw, term) for term in listed)
    if total.low is None or total.high is None or whole.score is None:
        assert (total.low, total.high, whole.score) == (None, None, None)
        return
    assert total.low <= whole.score <= total.high
    assert (whole.low, whole.high) == (whole.score, whole.score)


@given(terms())
def test_the_ends_of_the_range_are_reached(listed: list[Term]) -> None:
    total = roll_up(listed)
    for end, wanted in (("low", total.low), ("high", total.high)):
        filled = [
            Term(term.key, term.weight, True, Status.ENTRE, getattr(term, end)) if term.is_counted else term
            for term in listed
        ]
        assert roll_up(filled).score == wanted


@given(terms())
def test_the_range_shrinks_to_the_total_when_all_that_is_due_is_measured(listed: list[Term]) -> None:
    known = [term for term in listed if not term.is_counted or (term.score is not None and not term.is_floor)]
    total = roll_up(known)
    assert total.low == total.high == total.score


@given(terms(), st.sampled_from([Decimal("0.5"), Decimal(2), Decimal(7)]))
def test_weights_count_in_proportion(listed: list[Term], factor: Decimal) -> None:
    scaled = [
        Term(
            term.key,
            term.counted_weight * factor,
            term.has_objectif,
            term.status,
            term.score,
            term.is_floor,
        )
        for term in listed
    ]
    one, other = roll_up(listed), roll_up(scaled)
    assert (one.score, one.low, one.high, one.due) == (other.score, other.low, other.high, other.due)


@given(terms(), st.randoms())
def test_the_order_of_the_terms_does_not_matter(listed: list[Term], random) -> None:
    shuffled = list(listed)
    random.shuffle(shuffled)
    one, other = roll_up(listed), roll_up(shuffled)
    assert (one.score, one.low, one.high) == (other.score, other.low, other.high)
    assert sorted(one.left_out) == sorted(other.left_out)


@given(terms(), st.data())
def test_a_score_that_falls_never_raises_a_total_or_the_low_end(
    listed: list[Term], data: st.DataObject
) -> None:
    measured = [rank for rank, term in enumerate(listed) if term.is_measured]
    assume(measured)
    rank = data.draw(st.sampled_from(measured))
    term = listed[rank]
    lower = Decimal(data.draw(st.integers(0, int((term.score or 0) * 100)))) / 100
    fallen = Term(term.key, term.weight, True, Status.INCOMPLET, lower, is_floor=True)
    before, after = roll_up(listed), roll_up([*listed[:rank], fallen, *listed[rank + 1 :]])
    if before.score is not None:
        assert after.score is not None
        assert after.score <= before.score
    if before.low is not None:
        assert after.low is not None
        assert after.low <= before.low
