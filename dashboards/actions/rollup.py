"""How many échéances are planned, due, done, late, abandoned: by part, fiche and engagement, by year and in all."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from commitments.calendar import Tally
from commitments.models import Contract
from commitments.selectors import Item


@dataclass(frozen=True, slots=True)
class YearTally:
    year: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class RollRow:
    """`level` is `partie`, `fiche`, `engagement` or `total`."""

    level: str
    label: str
    url: str
    years: tuple[YearTally, ...]
    total: Tally


def roll_rows(contract: Contract, items: Sequence[Item], *, with_parts: bool = True) -> tuple[RollRow, ...]:
    """In the order of the contract: each part, its fiches, their engagements, then the total."""
    rows: list[RollRow] = []
    parts = _grouped(items, lambda item: item.action.engagement.fiche.part)
    for part, of_part in parts:
        if with_parts:
            rows.append(_row(contract, "partie", part.title, "", of_part))
        for fiche, of_fiche in _grouped(of_part, lambda item: item.action.engagement.fiche):
            if with_parts:
                url = reverse("fiche", args=[contract.body.code, contract.code, fiche.position])
                rows.append(_row(contract, "fiche", f"Fiche {fiche.position}. {fiche.title}", url, of_fiche))
            for engagement, found in _grouped(of_fiche, lambda item: item.action.engagement):
                rows.append(_row(contract, "engagement", f"{engagement.code} {engagement.title}", "", found))
    return (*rows, _row(contract, "total", "Total", "", items))


def year_tallies(contract: Contract, items: Sequence[Item]) -> tuple[YearTally, ...]:
    return _row(contract, "total", "", "", items).years


def _row(contract: Contract, level: str, label: str, url: str, items: Sequence[Item]) -> RollRow:
    today = items[0].today if items else None
    if today is None:
        return RollRow(level, label, url, tuple(YearTally(year, Tally()) for year in contract.years), Tally())
    found = [(item.year, item.status) for item in items]
    return RollRow(
        level=level,
        label=label,
        url=url,
        years=tuple(
            YearTally(year, Tally.of((each for each in found if each[0] == year), today))
            for year in contract.years
        ),
        total=Tally.of(found, today),
    )


def _grouped[Key: Model](items: Iterable[Item], key: Callable[[Item], Key]) -> list[tuple[Key, list[Item]]]:
    found: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return list(found.items())
