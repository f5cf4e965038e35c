"""How many échéances are planned, due, done, late, abandoned: by part, fiche and engagement, by year and in all."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model

from commitments.calendar import Tally
from commitments.models import Contract
from commitments.selectors import Item
from dashboards.addresses import contract_url


@dataclass(frozen=True, slots=True)
class RollRow:
    """`level` is `partie`, `fiche`, `engagement` or `total`; `years` has a tally for each year of the contract."""

    level: str
    label: str
    url: str
    years: tuple[Tally, ...]
    total: Tally


def roll_rows(contract: Contract, items: Sequence[Item], *, with_parts: bool = True) -> tuple[RollRow, ...]:
    """In the order of the contract: each part, its fiches, their engagements, then the total."""
    rows: list[RollRow] = []
    for part, of_part in _grouped(items, lambda item: item.action.engagement.fiche.part):
        if with_parts:
            rows.append(_row(contract, "partie", part.title, "", of_part))
        for fiche, of_fiche in _grouped(of_part, lambda item: item.action.engagement.fiche):
            if with_parts:
                url = contract_url(contract, "fiche", fiche.position)
                rows.append(_row(contract, "fiche", f"Fiche {fiche.position}. {fiche.title}", url, of_fiche))
            for engagement, listed in _grouped(of_fiche, lambda item: item.action.engagement):
                rows.append(_row(contract, "engagement", f"{engagement.code} {engagement.title}", "", listed))
    return (*rows, _row(contract, "total", "Total", "", items))


def _row(contract: Contract, level: str, label: str, url: str, items: Sequence[Item]) -> RollRow:
    years = (_tally([item for item in items if item.year == year]) for year in contract.years)
    return RollRow(level, label, url, tuple(years), _tally(items))


def _tally(items: Sequence[Item]) -> Tally:
    return Tally.of(((item.year, item.status) for item in items), items[0].today) if items else Tally()


def _grouped[Key: Model](items: Iterable[Item], key: Callable[[Item], Key]) -> list[tuple[Key, list[Item]]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.items())
