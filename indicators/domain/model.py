"""The types of the computation: frozen values in, frozen values out.

`Series` is all that the computation of one indicator reads; `Attainment` is its result for one month. Amounts are exact
(`Decimal` in and out, `Fraction` in between); nothing is ever a float.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cpg.shared.periods import Month


class Direction(StrEnum):
    """Which way is better: a higher value (`hausse`) or a lower one (`baisse`)."""

    HAUSSE = "hausse"
    BAISSE = "baisse"


class Aggregation(StrEnum):
    """How the months of a window become one value (docs/regles-de-calcul.md)."""

    RATIO = "ratio"
    EVOLUTION = "evolution"
    SOMME = "somme"
    CUMUL_CONTRAT = "cumul_contrat"
    DERNIER = "dernier"
    ETAT = "etat"

    @property
    def takes_pair(self) -> bool:
        """Whether a month is a pair (numerator, denominator) rather than one value."""
        return self in (Aggregation.RATIO, Aggregation.EVOLUTION)

    @property
    def is_last_value(self) -> bool:
        """Whether the value is the last one reported, and not made of several."""
        return self in (Aggregation.DERNIER, Aggregation.ETAT)

    @property
    def accumulates(self) -> bool:
        """Whether the value grows month by month, so that a missing month makes it too low."""
        return self in (Aggregation.SOMME, Aggregation.CUMUL_CONTRAT)


class Frequency(StrEnum):
    """How often a value is due; the number of months in a period is `months`."""

    MENSUELLE = "mensuelle"
    TRIMESTRIELLE = "trimestrielle"
    SEMESTRIELLE = "semestrielle"
    ANNUELLE = "annuelle"

    @property
    def months(self) -> int:
        return {"mensuelle": 1, "trimestrielle": 3, "semestrielle": 6, "annuelle": 12}[self.value]


class AbsenceKind(StrEnum):
    """Why a month has no value: it exists and is not available, or there is nothing to measure."""

    NON_DISPONIBLE = "non_disponible"
    SANS_OBJET = "sans_objet"

    @property
    def label(self) -> str:
        return {"non_disponible": "non disponible", "sans_objet": "sans objet"}[self.value]


class Status(StrEnum):
    """The status of a month. The rules are tried in this order, and the first that applies gives the status (RC-11)."""

    NEUTRALISE = "neutralise"
    SANS_OBJECTIF = "sans_objectif"
    NON_ECHU = "non_echu"
    SANS_OBJET = "sans_objet"
    NON_RENSEIGNE = "non_renseigne"
    INCOMPLET = "incomplet"
    ATTEINT = "atteint"
    ENTRE = "entre_seuil_et_objectif"
    SOUS_SEUIL = "sous_seuil"

    @property
    def is_measured(self) -> bool:
        """Whether the status comes with a score."""
        return self in (Status.ATTEINT, Status.ENTRE, Status.SOUS_SEUIL)


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator measures and how, with the years of the contract it belongs to.

    `unit` is the unit of the value ("%", "jours", "€", ...); a ratio is multiplied by 100 when it is "%".
    `decimals` is the precision of the published value, `entry_decimals` that of an entry. `numerator_bounded` says that
    a numerator never exceeds its denominator. `credit` is the score given at the seuil, between 0 and 100.
    """

    unit: str
    decimals: int
    direction: Direction
    aggregation: Aggregation
    frequency: Frequency
    contract_first_year: int
    contract_last_year: int
    credit: Decimal = Decimal(0)
    entry_decimals: int = 0
    numerator_bounded: bool = False

    @property
    def factor(self) -> int:
        return 100 if self.unit == "%" else 1

    @property
    def accumulates(self) -> bool:
        return self.aggregation.accumulates

    @property
    def rises(self) -> bool:
        return self.direction is Direction.HAUSSE

    @property
    def is_counted_one_by_one(self) -> bool:
        """Whether the value is a number of things, which no target can ask half of (RC-21)."""
        return not self.aggregation.takes_pair and self.entry_decimals == 0 and self.unit != "%"


@dataclass(frozen=True, slots=True)
class Pair:
    """A month of a `ratio` or an `evolution`; 0/0 is a value."""

    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """A month of a `somme`, a `cumul_contrat` or a `dernier`; zero is a value."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Absence:
    """A month that has no value, with the reason that was entered."""

    kind: AbsenceKind
    reason: str = ""


Fact = Pair | Amount | Absence


@dataclass(frozen=True, slots=True)
class Target:
    """Seuil and objectif of a year, as signed. Both None: no objectif that year (not zero)."""

    seuil: Decimal | None = None
    objectif: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """Targets, first year and weight of one indicator from an effective date on.

    A version is complete: what an avenant does not name keeps what was in force. A year that is not in `targets` has no
    target. `named` are the years whose seuil or objectif the version itself names. `first_year` is None while no month
    is due; `weight` is None until somebody sets it.
    """

    label: str
    effective_from: date
    targets: Mapping[int, Target]
    first_year: int | None = None
    weight: Decimal | None = None
    named: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Series:
    """All input of the computation of one indicator of one contract.

    `neutralised` holds the due months that the Cnav neutralised (the month that ends the period).
    `versions` are in the order in which they were signed. Of those effective on a day, the one with the
    latest effective date is in force; of two with the same date, the later in the tuple.
    """

    definition: Definition
    facts: Mapping[Month, Fact] = field(default_factory=dict)
    neutralised: frozenset[Month] = frozenset()
    versions: tuple[SignedVersion, ...] = ()
    profiles: Mapping[int, tuple[Fraction, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pace:
    """What the remaining months must average or add; `out_of_reach` when no possible value is enough."""

    value: Decimal | None
    out_of_reach: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is estimated of the year's end, apart from the published figures: no status, score or export reads it.

    `low`, `high` hold it four times in five. The chances of December's targets are between 0 and 1 with three decimals;
    1 means secured and 0 out of reach, which are no estimates. None: nothing can be estimated.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    objectif: Decimal | None = None
    seuil: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Attainment:
    """The published figures of one indicator at the end of one month.

    Every figure is already rounded as published; None means that there is none, never zero.
    `position` is where the value stands between seuil (0) and objectif (1), to six decimals, not bounded:
    for drawings only.
    `numerator`, `denominator` are the exact sums to date behind a `ratio` or an `evolution`.
    `missing` lists the due months of the window without a value, in order.
    `no_case` says that months were reported but their denominators sum to zero ("aucun cas").
    `target_version` is the label of the version in force on the month's last day, "" if none.
    `estimate` is no published figure: it is shown beside the projection, and nothing is computed from it.
    """

    month: Month
    status: Status
    value: Decimal | None = None
    quarter_value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    months_due: int = 0
    months_reported: int = 0
    missing: tuple[Month, ...] = ()
    no_case: bool = False
    seuil_annual: Decimal | None = None
    objectif_annual: Decimal | None = None
    seuil_to_date: Decimal | None = None
    objectif_to_date: Decimal | None = None
    gap: Decimal | None = None
    score: Decimal | None = None
    position: Decimal | None = None
    projection: Decimal | None = None
    pace: Pace | None = None
    target_version: str = ""
    is_floor: bool = False
    weight: Decimal | None = None
    estimate: Estimate | None = None

    @property
    def due_reported(self) -> int:
        """How many of the due months have their value: "2 of 3" is `due_reported` of `months_due`."""
        return self.months_due - len(self.missing)
