"""From a day to another one, both included; either may be open."""

from dataclasses import dataclass
from datetime import MAXYEAR, date

from cpg.shared import french

OPEN = ".."


@dataclass(frozen=True, slots=True)
class Days:
    start: date | None = None
    end: date | None = None

    @property
    def are_in_order(self) -> bool:
        return self.start is None or self.end is None or self.start <= self.end

    def include(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def moved(self, years: int) -> "Days":
        """The same days as many years later; the last of February for a 29th that the year has not, none for a day that
        no calendar has (31/12/9999).
        """
        return Days(_moved(self.start, years), _moved(self.end, years))

    @property
    def code(self) -> str:
        """`20280101/..`, "" for no day at all: ISO 8601 in its basic form, which fits where a right has its word."""
        if self == NO_DAYS:
            return ""
        # Not by strftime, which writes the year 202 in three figures.
        return "/".join(
            each.isoformat().replace("-", "") if each else OPEN for each in (self.start, self.end)
        )

    @property
    def words(self) -> str:
        """`du 01/01/2028 au 30/06/2028`, "" for no day at all."""
        if self.start and self.end:
            return f"du {french.day(self.start)} au {french.day(self.end)}"
        if self.start:
            return f"à partir du {french.day(self.start)}"
        return f"jusqu’au {french.day(self.end)}" if self.end else ""


NO_DAYS = Days()


def days_of(code: str) -> Days:
    """What `Days.code` wrote."""
    start, _, end = code.partition("/")
    return Days(_day(start), _day(end))


def _day(text: str) -> date | None:
    return None if text in {"", OPEN} else date.fromisoformat(text)


def _moved(day: date | None, years: int) -> date | None:
    if day is None or day.year + years > MAXYEAR:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)
