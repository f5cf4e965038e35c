"""A table of another program becomes the CSV that the import reads."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from indicators.sources.arrived import SourceTrouble
from indicators.sources.tabling import table_file


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, ""),
        (True, "oui"),
        (Decimal("1E+3"), "1000"),
        (Decimal("72.40"), "72,4"),
        (-5, "-5"),
        (date(2025, 4, 1), "2025-04-01"),
        (datetime.fromisoformat("2025-04-01"), "2025-04-01 00:00:00"),
        # Midnight of 1 April in Paris, as servers of two other time zones say it.
        (datetime(2025, 3, 31, 22, 0, tzinfo=UTC), "2025-04-01 00:00:00"),
        (datetime(2025, 4, 1, 2, 0, tzinfo=ZoneInfo("Indian/Mayotte")), "2025-04-01 01:00:00"),
        ('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'),
    ],
)
def test_each_cell_is_exact_and_harmless(cell: object, written: str) -> None:
    assert table_file("vue", ["mois"], [[cell]]).content.decode() == f"mois\r\n{written or '""'}\r\n"


def test_what_is_no_cell_is_refused() -> None:
    with pytest.raises(SourceTrouble, match="ligne 1, mois"):
        table_file("vue", ["mois"], [[1.5]])
