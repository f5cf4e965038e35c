"""The straight line of the bench of sizes: through both measures, to the number of bodies that is aimed at."""

import pytest

from bench import scaling
from bench.scaling import Line


@pytest.fixture(autouse=True)
def sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("BODIES", 20), ("FACTOR", 5), ("AIM", 1000)):
        monkeypatch.setattr(scaling, name, value)


@pytest.mark.parametrize(
    ("small", "large", "row"),
    [
        (30, 110, "| a size | 30.0 | 110.0 | 1 | 1,010 |"),
        (30, 30, "| a size | 30.0 | 30.0 | 0 | does not grow |"),
        (30, None, "| a size | 30.0 |  |  |  |"),
    ],
)
def test_a_row_goes_on_as_it_went_from_one_size_to_the_other(
    small: float, large: float | None, row: str
) -> None:
    assert Line("a size", small, large).row() == row
