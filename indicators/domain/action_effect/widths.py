"""How wide the interval is, by what public series did when no action was declared.

`widths.json` is made by `make effects-table`, never by hand: by kind of figure, months in a period and periods
compared, the miss that four cases in five do not exceed, in thousandths of a unit. No figure of the public series is in
it.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from indicators.domain.model import Aggregation

SHIPPED = Path(__file__).with_name("widths.json")
WHOLE = 1000
# The part of the mean level, in thousandths, that is added to the usual gap: what never moved may move.
FLOOR = 20


class Kind(StrEnum):
    """What a public series was read as."""

    AMOUNT = "quantite"
    RATE = "taux"
    EVOLUTION = "evolution"
    LEVEL = "niveau"

    @classmethod
    def of(cls, aggregation: Aggregation) -> "Kind":
        """The months of a running total are amounts, as those of a sum. Of an `etat` nothing is estimated."""
        match aggregation:
            case Aggregation.SOMME | Aggregation.CUMUL_CONTRAT:
                return cls.AMOUNT
            case Aggregation.RATIO:
                return cls.RATE
            case Aggregation.EVOLUTION:
                return cls.EVOLUTION
            case Aggregation.DERNIER | Aggregation.ETAT:
                return cls.LEVEL


class Row(NamedTuple):
    kind: Kind
    months_in_period: int
    periods: int


@cache
def shipped() -> Mapping[Row, int]:
    rows = json.loads(SHIPPED.read_text(encoding="utf-8"))["widths"]
    return {
        Row(Kind(each["kind"]), each["months_in_period"], each["periods"]): each["width"] for each in rows
    }


def is_measured(kind: Kind, months_in_period: int) -> bool:
    return any(each[:2] == (kind, months_in_period) for each in shipped())
