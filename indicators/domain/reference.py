"""The month that pages show (RC-17)."""

from datetime import date, timedelta

from cpg.shared.periods import Month


def reference_month(today: date, delay_days: int, first_year: int, last_year: int) -> Month:
    """The latest month of the contract whose entry deadline has passed.

    Values of a month may be entered until `delay_days` days after its end. Before the first deadline it is the
    contract's first month.
    """
    # First guess, then steps: months differ in length, so the month of `today - delay_days` may be one off.
    month = Month.of(today).plus(-1)
    if month.last_day + timedelta(days=delay_days) >= today:
        month = Month.of(today - timedelta(days=delay_days + 1)).plus(-1)
    while month.plus(1).last_day + timedelta(days=delay_days) < today:
        month = month.plus(1)
    return min(max(month, Month(first_year, 1)), Month(last_year, 12))


def month_shown(wanted: Month, with_data: Month | None) -> Month:
    """The month wanted, or the last with a value where nothing was entered for that one yet. `with_data` is None while
    the contract has no value at all: then there is nothing earlier to show.
    """
    return wanted if with_data is None else min(wanted, with_data)
