"""Months, quarters and years: the calendar of the computation, without a clock."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, ordered in time. `number` is 1 to 12."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"not a month number: {self.number}")

    @classmethod
    @lru_cache(4096)
    def of(cls, day: date) -> Self:
        """Kept: pages read thousands of days of the same few months, and making one takes ten times as long."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2024-03`. Anything else raises ValueError."""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            raise ValueError(f"not a month: {text!r}")
        return cls(int(text[:4]), int(text[5:]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def quarter(self) -> int:
        return (self.number + 2) // 3

    @property
    def end_of_quarter_before(self) -> Self:
        """The last month of the quarter before its own."""
        return self.plus(-((self.number - 1) % 3 + 1))

    def plus(self, months: int) -> Self:
        """The month that many months later (earlier when negative)."""
        years, index = divmod(self.number - 1 + months, 12)
        return type(self)(self.year + years, index + 1)


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from first to last, both included; none when last is earlier."""
    for index in range(12 * first.year + first.number - 1, 12 * last.year + last.number):
        yield Month(index // 12, index % 12 + 1)


def months_of_year(year: int) -> tuple[Month, ...]:
    return tuple(Month(year, number) for number in range(1, 13))


def months_of_quarter(year: int, quarter: int) -> tuple[Month, ...]:
    return tuple(Month(year, number) for number in range(3 * quarter - 2, 3 * quarter + 1))


def period_ending(month: Month, length: int) -> tuple[Month, ...]:
    """The `length` months that end with this one: the period of a due month."""
    return tuple(month.plus(offset) for offset in range(1 - length, 1))


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter. `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2024T2`. Anything else raises ValueError."""
        matched = re.fullmatch(r"([0-9]{4})T([1-4])", text)
        if matched is None:
            raise ValueError(text)
        return cls(int(matched[1]), int(matched[2]))

    @classmethod
    def of(cls, month: Month) -> Self:
        return cls(month.year, month.quarter)

    def __str__(self) -> str:
        return f"{self.year}T{self.number}"

    @property
    def name(self) -> str:
        return f"T{self.number}"

    @property
    def months(self) -> tuple[Month, ...]:
        return months_of_quarter(self.year, self.number)

    @property
    def last_month(self) -> Month:
        return self.months[-1]
