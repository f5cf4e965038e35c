"""Where a body counts an indicator otherwise than most of those that it is compared with."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from indicators.models.definition import COMPUTING, column_name

CREDIT = "score au seuil"

# The columns of a definition that its figures are computed with, in the order of `COMPUTING`.
type Counting = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class DefinitionGap:
    """What differs, of which column ("" for the whole contract): the body's own, and that of most bodies."""

    key: str
    code: str
    name: str
    own: str
    common: str

    @property
    def text(self) -> str:
        subject = f"{self.code}, {self.name}" if self.code else self.name
        return f"{subject}\u00a0: {self.own}, ailleurs {self.common}"


def gaps_of_columns(
    own: Mapping[str, tuple[str, Counting]], common: Mapping[str, Counting]
) -> tuple[DefinitionGap, ...]:
    """By key of column: the code and the definition of the body's own indicator, and the definition of most bodies."""
    return tuple(
        DefinitionGap(key, code, column_name(name), _shown(mine), _shown(theirs))
        for key, (code, counting) in own.items()
        for name, mine, theirs in zip(COMPUTING, counting, common[key], strict=True)
        if mine != theirs
    )


def gaps_of_credit(own: Decimal, common: Decimal) -> tuple[DefinitionGap, ...]:
    return () if own == common else (DefinitionGap("", "", CREDIT, _shown(own), _shown(common)),)


def most_common[T](values: Iterable[T]) -> T:
    """The first of those that come as often as any."""
    return Counter(values).most_common(1)[0][0]


def codes_of(gaps: Sequence[DefinitionGap]) -> str:
    """What is counted otherwise, each named once."""
    return french.listing(list(dict.fromkeys(gap.code or f"le {gap.name}" for gap in gaps)))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return french.trimmed(value) if isinstance(value, Decimal) else str(value)
