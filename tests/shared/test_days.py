"""From a day to another: how it is written beside a right, read again, and moved to the next contract."""

from datetime import date

from cpg.shared.days import NO_DAYS, Days, days_of


def test_what_is_written_is_read_again_in_any_year():
    for days in (
        NO_DAYS,
        Days(date(2028, 1, 1)),
        Days(None, date(2028, 6, 30)),
        Days(date(202, 5, 1), date(9999, 12, 31)),
    ):
        assert days_of(days.code) == days
    assert Days(date(2028, 1, 1)).code == "20280101/.."


def test_days_move_by_whole_years_within_the_calendar():
    assert Days(date(2024, 2, 29), date(9999, 12, 31)).moved(5) == Days(date(2029, 2, 28), None)
