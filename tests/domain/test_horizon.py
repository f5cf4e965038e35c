"""The cap: the objectif of the contract's last year, which gives no status to the current year (RC-18)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain import Horizon, horizon
from indicators.domain.model import Aggregation, Attainment, Definition, Direction, Frequency, Status

JUNE, LAST = Month(2025, 6), Month(2027, 12)


def ahead(
    aggregation: Aggregation,
    status: Status,
    objectif: str | None = "120",
    direction: Direction = Direction.HAUSSE,
    month: Month = JUNE,
    **now: str,
) -> Horizon | None:
    """Before an objectif of 120 at the end of 2027."""
    definition = Definition("dossiers", 2, direction, aggregation, Frequency.MENSUELLE, 2025, 2025, 2027)
    figures = {name: Decimal(value) for name, value in now.items()}
    last = Attainment(
        LAST, Status.NON_RENSEIGNE, objectif_to_date=None if objectif is None else Decimal(objectif)
    )
    return horizon(definition, Attainment(month, status, **figures), last)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("aggregation", "status", "now", "expected"),
    [
        (Aggregation.DERNIER, Status.ENTRE, {"value": "119.99"}, ("-0.01", False, False)),
        (Aggregation.DERNIER, Status.ATTEINT, {"value": "119.99"}, ("-0.01", False, True)),
        (Aggregation.DERNIER, Status.SANS_OBJECTIF, {"value": "119.99"}, ("-0.01", False, None)),
        (Aggregation.DERNIER, Status.ATTEINT, {"value": "120.00"}, ("0.00", True, True)),
        (
            Aggregation.SOMME,
            Status.SOUS_SEUIL,
            {"value": "5", "projection": "99.00"},
            ("-21.00", False, False),
        ),
        (Aggregation.CUMUL_CONTRAT, Status.ATTEINT, {"value": "50"}, ("-70", False, True)),
        (Aggregation.CUMUL_CONTRAT, Status.INCOMPLET, {"value": "50"}, ("-70", False, None)),
        (Aggregation.CUMUL_CONTRAT, Status.ATTEINT, {"value": "121"}, ("1", True, True)),
    ],
)
def test_the_level_of_today_before_the_last_year(
    aggregation: Aggregation, status: Status, now: dict[str, str], expected: tuple[str, bool, bool | None]
) -> None:
    cap = ahead(aggregation, status, **now)
    assert cap is not None
    assert (str(cap.gap), cap.is_held, cap.is_on_path) == expected


def test_without_a_level_or_a_last_objectif_there_is_no_cap() -> None:
    assert ahead(Aggregation.SOMME, Status.ATTEINT, value="130") is None
    assert ahead(Aggregation.RATIO, Status.NON_RENSEIGNE) is None
    assert ahead(Aggregation.RATIO, Status.ATTEINT, objectif=None, value="130") is None


def test_a_running_total_is_a_share_of_its_last_objectif_beside_its_path() -> None:
    """14 228 of 25 653 is 55.46 %, and 14 109.33 would be 55.0007 %."""
    cap = ahead(
        Aggregation.CUMUL_CONTRAT,
        Status.ATTEINT,
        objectif="25653",
        value="14228",
        objectif_to_date="14109.33",
    )
    assert cap is not None
    assert (cap.share, cap.path) == (Decimal("55.4"), Decimal("55.0"))
    level = ahead(Aggregation.DERNIER, Status.ATTEINT, value="60", objectif_to_date="50")
    assert level is not None
    assert (level.share, level.path) == (None, None)


@pytest.mark.parametrize("objectif", ["0", "-3"])
def test_nothing_is_a_share_of_nothing(objectif: str) -> None:
    cap = ahead(Aggregation.CUMUL_CONTRAT, Status.ATTEINT, objectif=objectif, value="5")
    assert cap is not None
    assert (cap.share, cap.path) == (None, None)


@pytest.mark.parametrize(("month", "is_held"), [(JUNE, False), (Month(2027, 11), False), (LAST, True)])
def test_a_total_that_must_stay_low_holds_its_last_objectif_at_the_end_only(
    month: Month, is_held: bool
) -> None:
    cap = ahead(
        Aggregation.CUMUL_CONTRAT, Status.ATTEINT, direction=Direction.BAISSE, month=month, value="40"
    )
    assert cap is not None
    assert cap.is_held is is_held


@given(st.decimals(0, 300, places=2), st.sampled_from(Direction))
def test_a_hundred_percent_is_written_of_what_is_there_only(value: Decimal, direction: Direction) -> None:
    """Rounded half up, 119.99 of 120 would read 100.0 %; and a low total one unit over would read it too."""
    cap = ahead(Aggregation.CUMUL_CONTRAT, Status.ATTEINT, direction=direction, month=LAST, value=str(value))
    assert cap is not None
    assert cap.share is not None
    reads_as_held = cap.share >= 100 if direction is Direction.HAUSSE else cap.share <= 100
    assert reads_as_held is cap.is_held
    assert abs(Fraction(cap.share) - 100 * Fraction(value) / 120) < Fraction(1, 10)
