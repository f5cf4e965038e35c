"""French typography in templates: thin filters over `cpg.shared.french`."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django import template
from django.utils import timezone

from cpg.shared import french

register = template.Library()


class YearPart(Protocol):
    @property
    def year(self) -> int: ...
    @property
    def number(self) -> int: ...


@register.filter
def month_name(month: YearPart) -> str:
    return french.month_name(month.year, month.number)


@register.filter
def month_short(month: YearPart) -> str:
    return french.month_short(month.year, month.number)


@register.filter
def month_abbreviation(month: YearPart) -> str:
    """Without its year: `janv.`."""
    return french.SHORT_MONTHS[month.number - 1]


@register.filter
def of_month(month: YearPart) -> str:
    return french.of_month(month.year, month.number)


@register.filter
def quarter_name(quarter: YearPart) -> str:
    """`1er trimestre 2025`."""
    return french.quarter_name(quarter.year, quarter.number)


@register.filter
def moment(value: datetime) -> str:
    """In the application's time zone."""
    return french.moment(timezone.localtime(value))


@register.filter
def long_day(day: date) -> str:
    return french.long_day(day)


@register.filter
def hour(value: datetime) -> str:
    """In the application's time zone."""
    return french.hour(timezone.localtime(value))


@register.filter
def bound(text: str) -> str:
    """Make the spaces before French punctuation unbreakable, in texts of the contract."""
    return french.bound(text)


@register.filter
def listing(items: Iterable[object]) -> str:
    return french.listing([str(each) for each in items])


@register.filter
def count_word(count: int, gender: str = "") -> str:
    """`deux`; `une` for `{{ count|count_word:"feminine" }}`."""
    return french.count_word(count, feminine=gender == "feminine")


@register.filter
def plural_s(count: int) -> str:
    """An "s" from two on: French counts none in the singular, unlike Django's `pluralize`."""
    return french.plural(count, "", "s")


@register.filter
def trimmed(value: Decimal) -> str:
    """`−1 234,5`, without needless zeros."""
    return french.trimmed(value)


@register.filter
def plain(value: Decimal) -> str:
    """`-1234.5`, as an input of type number or range wants it."""
    return f"{value:f}"


@register.filter
def short_unit(unit: str) -> str:
    """`%`, `j` and `€`, or the unit itself."""
    return french.SHORT_UNITS.get(unit, unit)


@register.filter
def long_unit(unit: str) -> str:
    """A unit that is not written beside its figures, "" for one that is."""
    return "" if unit in french.SHORT_UNITS else unit
