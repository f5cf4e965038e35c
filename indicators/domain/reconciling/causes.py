"""What a difference may come from, and what says so."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from cpg.shared.periods import Month

if TYPE_CHECKING:
    from indicators.domain.reconciling.figures import OurVersion


class Cause(StrEnum):
    """Each month that either side holds ends in exactly one. The value is part of addresses and files."""

    EQUAL = "egal"
    ROUNDING = "arrondi"
    SHIFTED = "decale"
    CORRECTED = "corrige"
    SCOPE = "perimetre"
    MISSING_HERE = "absent_ici"
    MISSING_THERE = "absent_cnav"
    UNEXPLAINED = "inexplique"


class Scope(StrEnum):
    """In which way their figure is counted otherwise."""

    RATIO = "rapport"
    DIFFERENCE = "ecart"
    TO_DATE = "cumul"
    SWAPPED = "inverse"
    POWER = "puissance"
    SIGN = "signe"


class Window(StrEnum):
    """The months that a value to date adds up, up to its own."""

    YEAR = "annee"
    QUARTER = "trimestre"
    TWELVE = "douze_mois"
    CONTRACT = "contrat"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cause with its proof. `months` are those of the run that it explains, alike ones left out. Of a shift, `shift`
    is how many months later (or earlier, below 0) our value stands; of a correction, `version` is the earlier revision,
    and `replaced_by` the one after it; `number` is the ratio, the difference or the power of ten.

    `chance` is how likely a coincidence is at most: the smallest is the most specific. Without `is_enough` it fits, and
    is no more than a lead: the difference stays unexplained.
    """

    cause: Cause
    chance: Fraction
    months: tuple[Month, ...] = ()
    shift: int = 0
    scope: Scope | None = None
    window: Window | None = None
    number: Fraction | None = None
    version: "OurVersion | None" = None
    replaced_by: "OurVersion | None" = None
    is_enough: bool = True
    is_contested: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One month: why the two sides differ, and what else would explain it. Of an unexplained one, `others` are
    leads, or causes that are proved alike.
    """

    month: Month
    cause: Cause
    explanation: Explanation | None = None
    others: tuple[Explanation, ...] = ()
