"""The bench of chances on a few lines of data: what it measures, what it leaves out, and its line of JSON."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from bench.chances import __main__ as measuring
from bench.chances import series, table
from bench.chances.year_ends import cases
from cpg.shared.periods import Month
from indicators.domain.chances.widths import SHARES
from indicators.domain.model import Aggregation

MONTHS = [f"{year}-{number:02d}" for year in range(1, 6) for number in range(1, 13)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two sums of five years, one with a month of 0, one of three years, and a rate of three years from April."""
    rows = {
        "A": [100 + 7 * place % 11 for place in range(60)],
        "B": [200 + 5 * place % 13 for place in range(60)],
        "zero": [*range(59), 0],
        "short": [100] * 36,
    }
    lines = {
        "monthly": [
            "set,series,month,value",
            *(f"M9,{name},{MONTHS[place]},{each}" for name in rows for place, each in enumerate(rows[name])),
        ],
        "nhs": [
            "trust,month,attendances,breaches,admissions",
            *(f"ZZZ,{MONTHS[place]},{900 + place % 7},{80 + place % 3},{300 + place % 4}" for place in range(3, 39)),
        ],
    }  # fmt: skip
    for name, text in lines.items():
        with gzip.open(tmp_path / f"{name}.csv.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(text))
    return tmp_path


def test_the_last_line_is_json(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["chances", str(data)])
    measuring.main()
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(found) == {each.value for each in Aggregation if each is not Aggregation.ETAT}
    # Three year-ends of two sums, the oldest of which has its 24 months in March; one of the rate.
    assert [found["somme"][month]["n"] for month in ("3", "6", "9")] == [6, 6, 6]
    assert found["ratio"]["3"]["n"] == 1
    for measured in found["somme"].values():
        assert 0 <= measured["coverage80"] <= 1
        assert 0 <= measured["brier"] < 0.2


def test_what_made_the_table_is_not_measured(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = data / "names.json"
    names.write_text('["M9 A"]')
    monkeypatch.setattr(measuring, "NAMES", names)
    assert len(measuring.measured(data)["somme"][3]) == 3


def test_year_ends_are_the_last_ones_with_what_came_and_the_year_before(data: Path) -> None:
    (first, _) = series.sums(data)
    found = list(cases(series.as_indicator(first, Aggregation.SOMME, 1, first.first), (6,), 3))
    assert [case.position.december for case in found] == [35, 47, 59]
    values = [100 + 7 * place % 11 for place in range(60)]
    assert [case.came for case in found] == [sum(values[start : start + 12]) for start in (24, 36, 48)]
    assert [case.before for case in found] == [sum(values[start : start + 12]) for start in (12, 24, 36)]


def test_a_series_is_halved_by_its_name_and_moved_through_the_calendar(data: Path) -> None:
    assert sum(table.calibrates(str(each)) for each in range(1000)) in range(450, 550)
    (first, _) = series.sums(data)
    moved = table.misses([first], Aggregation.EVOLUTION, 1)
    own_calendar = series.as_indicator(first, Aggregation.EVOLUTION, 1, Month(1901, 1))
    assert len(moved[6]) > len(list(cases(own_calendar, (6,))))


def test_rows_hold_the_shares_of_the_misses() -> None:
    misses = {6: [table.Miss(float(each), 100.0, 1000.0, 1) for each in range(-500, 501)]}
    (row,) = table.rows_of(Aggregation.SOMME, 1, misses)
    shares = dict(zip(SHARES, row["misses"], strict=True))
    unit = 100 + row["floor"]
    assert (shares[100], shares[900]) == (round(-400_000 / unit), round(400_000 / unit))
