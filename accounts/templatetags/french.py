"""French typography in templates: thin filters over `cpg.shared.french`."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.safestring import mark_safe

from accounts import clock
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


@register.simple_tag
def data_of() -> str:
    """`données du 30/06/2025`: the day whose data a page shows, or the other moment."""
    return clock.data_of()


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
def cut_middle(text: str, longest: int) -> str:
    """A long label without its middle."""
    return french.cut(text, longest)


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
def counted(count: int, forms: str) -> str:
    """`{{ 3|counted:"mois saisi,mois saisis" }}`: the number, and the form that agrees with it."""
    one, many = forms.split(",")
    return french.counted(count, one, many)


@register.filter
def grouped(count: int) -> str:
    """`2 617`."""
    return french.number(count)


# An ordinal on its own: `1er`, `1re`, `3e`, and no part of a longer word, code or number.
ORDINAL = re.compile(r"(?<![\w.,/-])(\d{1,3})(er|re|e)(?![\w-])")
# How one ends. Every page passes through this search: begun at a digit, it takes 1 ms for the dashboard, 3 ms when
# each ending is looked for by itself.
ENDING = re.compile(r"[0-9](?:er|re|e)(?![\w-])")
# Elements that hold plain text only.
PLAIN = {"option", "textarea", "title", "script", "style", "text", "tspan", "desc"}


# Before a text that may be in a row of boxes, a button's or a label's: there each element is a box of its own, and an
# exponent would part from its word.
ROWS = {"button", "a", "label", "summary", "input", "/svg"}


@register.filter(is_safe=True)
def exponents(html: str) -> str:
    """Write the ordinals of a page as `1<sup>er</sup>`; not in attributes, nor where an element holds plain text."""
    edits: set[tuple[int, int, str]] = set()
    for ending in ENDING.finditer(html):
        start = ending.start()
        while start and html[start - 1].isdigit():
            start -= 1
        found = ORDINAL.match(html, start)
        if found is not None and _is_shown(html, start):
            edits.add((*found.span(2), f"<sup>{found[2]}</sup>"))
            edits.update(_held_together(html, start))
    parts, done = [], 0
    for start, end, text in sorted(edits):
        parts += [html[done:start], text]
        done = end
    return mark_safe("".join([*parts, html[done:]]))  # noqa: S308 (the page as its templates escaped it)


def _held_together(html: str, place: int) -> set[tuple[int, int, str]]:
    """The whole text around the place in one element, where a row of boxes would part it."""
    end = html.rfind(">", 0, place)
    if end < 0 or _tag_name(html[html.rfind("<", 0, end) + 1 : end + 1]) not in ROWS:
        return set()
    start, stop = end + 1, html.find("<", place)
    return {(start, start, "<span>"), (stop, stop, "</span>")} if stop > 0 else set()


def _tag_name(tag: str) -> str:
    return re.split(r"[\s>]", tag, maxsplit=1)[0]


def _is_shown(html: str, place: int) -> bool:
    """Whether the place is between two tags, of which the first opens nothing that holds plain text."""
    tag = html.rfind("<", 0, place)
    end = html.find(">", max(tag, 0), place)
    return tag < 0 or (end >= 0 and _tag_name(html[tag + 1 : end + 1]) not in PLAIN)


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
