"""What the address of the dashboard asks to see; whoever follows the same address sees the same."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from dashboards.shared.reads import IndicatorState
from dashboards.shared.rows import Row

NOT_MEASURED = "autre"
MEASURED = frozenset({"sous", "entre", "atteint"})
BY_FICHE, BY_GAP = "fiches", "ecart"
HIGHER, LOWER = "hausse", "baisse"
STATUSES = (
    ("sous", "Sous le seuil"),
    ("entre", "Entre les deux"),
    ("atteint", "Atteint"),
    (NOT_MEASURED, "Non mesuré"),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Anything unknown is no filter; what filters nothing is left out of addresses."""

    status: str
    theme: int
    fiche: int
    person: str
    sense: str
    order: str

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        sense = query.get("sens", "")
        return cls(
            status=query.get("statut", ""),
            theme=_number(query.get("theme", "")),
            fiche=_number(query.get("fiche", "")),
            person=query.get("responsable", ""),
            sense=sense if sense in {HIGHER, LOWER} else "",
            order=BY_GAP if query.get("ordre") == BY_GAP else BY_FICHE,
        )

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """Names and values as an address bears them."""
        named = (
            ("statut", self.status),
            ("theme", str(self.theme or "")),
            ("fiche", str(self.fiche or "")),
            ("responsable", self.person),
            ("sens", self.sense),
            ("ordre", "" if self.order == BY_FICHE else self.order),
        )
        return tuple((name, value) for name, value in named if value)

    def keeps(self, row: Row, people: Mapping[str, str]) -> bool:
        """`people` are those who fill it in, by username."""
        return (
            self._keeps_status(row)
            and self.theme in {0, row.theme}
            and self.fiche in {0, row.fiche}
            and (not self.person or self.person in people)
            and (not self.sense or row.lower_is_better is (self.sense == LOWER))
        )

    def _keeps_status(self, row: Row) -> bool:
        if self.status == NOT_MEASURED:
            return row.mark.key not in MEASURED
        return self.status not in MEASURED or row.mark.key == self.status


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: statuses with their counts, themes, fiches, and people by username."""

    statuses: tuple[tuple[str, str, int], ...]
    themes: tuple[tuple[int, str], ...]
    fiches: tuple[tuple[int, str], ...]
    people: tuple[tuple[str, str], ...]


def choices(
    states: Sequence[IndicatorState], rows: Sequence[Row], people: Mapping[str, Mapping[str, str]]
) -> Choices:
    found = Counter(row.mark.key if row.mark.key in MEASURED else NOT_MEASURED for row in rows)
    return Choices(
        statuses=tuple((key, word, found[key]) for key, word in STATUSES),
        themes=_sorted((state.indicator.theme.position, state.indicator.theme.title) for state in states),
        fiches=_sorted((state.indicator.fiche.position, state.indicator.fiche.title) for state in states),
        people=tuple(
            sorted({each for found in people.values() for each in found.items()}, key=lambda each: each[1])
        ),
    )


def _sorted(found: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(set(found)))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
