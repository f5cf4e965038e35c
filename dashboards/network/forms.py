"""Which body and which indicator the address asks to look at, and by what it sorts the bodies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from cpg.shared.periods import Month
from dashboards.network.compared import ComparedBody
from dashboards.shared.forms import AddressForm
from dashboards.shared.period import Period

BY_SCORE, BY_NAME, BY_MEASURED = "score", "organisme", "mesures"
UP, DOWN = "asc", "desc"


class SortForm(AddressForm):
    """By which column of the table (`tri`), which way, and the indicator of which all bodies are drawn."""

    tri = forms.ChoiceField(
        initial=BY_SCORE, choices=[(key, key) for key in (BY_SCORE, BY_NAME, BY_MEASURED)]
    )
    indicateur = forms.CharField(strip=False)
    sens = forms.ChoiceField(choices=[(way, way) for way in (UP, DOWN)])


@dataclass(frozen=True, slots=True)
class NetworkQuery:
    """What the address asks. `key` names a column of the table of bodies, `body` is the code of the body that comes
    first, `measure` the key of the indicator of which all bodies are drawn ("" for the first that can be).
    `before` is a month compared on other pages, kept for the way back.
    """

    month: Month
    before: Month | None
    body: str
    key: str
    way: str
    measure: str

    @classmethod
    def of(cls, query: QueryDict, period: Period, body: str) -> "NetworkQuery":
        asked = SortForm(query).asked
        key = asked["tri"]
        return cls(
            period.month, period.before, body, key, asked["sens"] or first_way(key), asked["indicateur"]
        )

    def query(self, **changes: str) -> str:
        """The address of this page with something else asked."""
        asked = {"mois": str(self.month), "organisme": self.body, "tri": self.key, "sens": self.way}
        before = {"avant": str(self.before)} if self.before else {}
        measure = {"indicateur": self.measure} if self.measure else {}
        return f"?{urlencode(asked | before | measure | changes)}"

    def sort_link(self, key: str) -> str:
        """By that column, or the other way round when it is sorted by it already."""
        other = {UP: DOWN, DOWN: UP}[self.way]
        return self.query(tri=key, sens=other if key == self.key else first_way(key))

    def aria_sort(self, key: str) -> str:
        if key != self.key:
            return ""
        return "ascending" if self.way == UP else "descending"


def first_way(key: str) -> str:
    """Names from A, figures from the best."""
    return UP if key == BY_NAME else DOWN


def ordered(bodies: Sequence[ComparedBody], asked: NetworkQuery) -> list[ComparedBody]:
    """What has no figure comes last either way; equals by name."""
    by_name = sorted(bodies, key=lambda each: each.name)
    if asked.key == BY_NAME:
        return by_name if asked.way == UP else by_name[::-1]
    figure = _figures(asked)[asked.key]
    with_figure = [each for each in by_name if figure(each) is not None]
    without = [each for each in by_name if figure(each) is None]
    return sorted(with_figure, key=figure, reverse=asked.way == DOWN) + without


def _figures(asked: NetworkQuery) -> Mapping[str, Callable[[ComparedBody], Any]]:
    return {
        BY_SCORE: lambda each: each.totals[asked.month].score,
        BY_MEASURED: lambda each: each.totals[asked.month].measured,
    }
