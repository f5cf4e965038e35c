"""The same contract in several bodies: what they have in common, what each measured, their ranks and quartiles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.network.gaps import DefinitionGap
from indicators.domain import RollUp
from indicators.domain.judgement import share_of
from indicators.domain.model import Definition, Status
from indicators.domain.spread import Between, Places, Spread, places, spread

SHARE_DECIMALS = 2
# What is compared has to be complete, and to count.
NOT_COMPARED = frozenset({Status.INCOMPLET, Status.NEUTRALISE, Status.SANS_OBJET})


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """A measure on which bodies are compared, under the code and labels of the first contract that has it.
    `definition` is that of most bodies.
    """

    key: str
    code: str
    label: str
    short_label: str
    theme: int
    theme_title: str
    definition: Definition

    @property
    def by_share(self) -> bool:
        """Whether shares of the objectif are compared: what accumulates is as large as the body."""
        return self.definition.accumulates

    @property
    def decimals(self) -> int:
        """Of what is compared."""
        return SHARE_DECIMALS if self.by_share else self.definition.decimals


@dataclass(frozen=True, slots=True)
class BodyValue:
    """An indicator of one body at the end of the month shown, with its targets to date; no status before it is
    computed.
    """

    definition: Definition
    status: Status | None
    value: Decimal | None
    seuil: Decimal | None
    objectif: Decimal | None
    score: Decimal | None
    is_floor: bool

    @property
    def measure(self) -> Fraction | None:
        """What is compared: the value, or of what accumulates its share of the objectif to date, in %."""
        if self.definition.accumulates:
            return share_of(self.value, self.objectif)
        return None if self.value is None else Fraction(self.value)

    @property
    def settled(self) -> Fraction | None:
        """The same where nothing is missing from it: what quartiles are made of."""
        return None if self.is_floor or self.status in NOT_COMPARED else self.measure


@dataclass(frozen=True, slots=True)
class ComparedBody:
    """A body: its values at the end of the month shown, by key of column, and its total at the end of each month.

    `gaps` says what it counts otherwise than most: it is then shown apart and not ranked.
    """

    contract: Contract
    values: Mapping[str, BodyValue]
    totals: Mapping[Month, RollUp]
    gaps: tuple[DefinitionGap, ...] = ()

    @property
    def name(self) -> str:
        return self.contract.body.short_name

    def between(self, month: Month) -> Between | None:
        """What its score may become; None without a score."""
        total = self.totals[month]
        if total.score is None or total.low is None or total.high is None:
            return None
        return Between(total.low, total.high)

    def counts_otherwise(self, key: str) -> bool:
        """Whether the body defines that column otherwise than most."""
        return any(gap.key in {key, ""} for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`months` are the last twelve, or fewer when the contract is younger."""

    month: Month
    months: tuple[Month, ...]
    columns: tuple[MeasureColumn, ...]
    bodies: tuple[ComparedBody, ...]

    def ranked(self, month: Month) -> list[ComparedBody]:
        """The bodies that have a score at the end of the month and count alike."""
        return [body for body in self.bodies if body.between(month) and not body.gaps]

    def scores(self, month: Month) -> Spread | None:
        """Median and quartiles of the bodies that are ranked."""
        scores = (body.totals[month].score for body in self.ranked(month))
        return spread(score for score in scores if score is not None)

    def places(self, body: ComparedBody, month: Month) -> Places | None:
        """The ranks that the ranges leave open; None for a body that is not ranked."""
        own = body.between(month)
        if own is None or body.gaps:
            return None
        others = (each.between(month) for each in self.ranked(month) if each is not body)
        return places(own, (other for other in others if other is not None))

    def spread(self, column: MeasureColumn) -> Spread | None:
        """Median and quartiles of what the bodies that count alike measured without a gap."""
        return spread(
            (settled for _, value in self.alike(column) if (settled := value.settled) is not None),
            column.decimals,
        )

    def alike(self, column: MeasureColumn) -> Iterator[tuple[ComparedBody, BodyValue]]:
        """The bodies that have the indicator and count it as most do."""
        for body in self.bodies:
            if column.key in body.values and not body.counts_otherwise(column.key):
                yield body, body.values[column.key]
