"""What the bench of doubts types wrong, and that it counts what is doubted."""

import gzip
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from bench import doubts
from indicators.domain.model import Amount, Pair

RANDOM = Random(2026)  # noqa: S311


@pytest.fixture
def data(tmp_path: Path) -> Path:
    months = [f"{year}-{number:02d}" for year in (1, 2, 3) for number in range(1, 13)]
    for name, lines in {
        "monthly": [
            "set,series,month,value",
            *(f"M1,A,{each},{100 + place % 5}" for place, each in enumerate(months)),
        ],
        "nhs": [
            "trust,month,attendances,breaches,admissions",
            *(
                f"R1,{each},{900 + place % 7},{80 + place % 3},{300 + place % 4}"
                for place, each in enumerate(months)
            ),
        ],
    }.items():
        with gzip.open(tmp_path / f"{name}.csv.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(lines))
    return tmp_path


def test_a_quiet_series_raises_no_alarm_and_shows_every_slip(data: Path) -> None:
    for series in (doubts.sums(data), doubts.ratios(data)):
        chosen = list(doubts.months(series, 1))
        assert len(chosen) == 12 * len(series)
        counted = dict(each.rsplit(" ", 2)[:2] for each in doubts.shares(chosen, doubts.has_doubt))
        assert (counted["false alarms"], counted["missing digit"], counted["-30 %"]) == (
            "0.0",
            "100.0",
            "100.0",
        )


def test_the_slips_of_a_pair_are_in_its_numerator() -> None:
    slips = doubts.slips(Pair(Decimal(12), Decimal(900)), RANDOM)
    assert slips["x10"] == Pair(Decimal(120), Decimal(900))
    assert slips["swapped"] == Pair(Decimal(21), Decimal(900))
    assert "swapped" not in doubts.slips(Amount(Decimal(55)), RANDOM)


def test_the_former_check_is_a_difference_from_the_median(data: Path) -> None:
    (series, month), *_ = doubts.months(doubts.sums(data), 1)
    assert not doubts.is_far_from_median(series, month, Amount(Decimal(106)))
    assert doubts.is_far_from_median(series, month, Amount(Decimal(120)))
