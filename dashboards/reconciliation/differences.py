"""A month on both sides: the two figures, why they differ, and how the difference was followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from commitments.models import Contract
from cpg.shared.periods import Month, Quarter
from dashboards.models.reconciliation import CnavFile, DifferenceStep, StepState, Turn
from dashboards.shared.digests import digest_of, fact_words
from indicators.domain.model import Fact
from indicators.domain.reconciling import Cause, Finding
from indicators.models import Indicator


@dataclass(frozen=True)
class Difference:
    """`steps` are all that were taken about this month, the first one first, whatever the figures were then."""

    indicator: Indicator
    month: Month
    ours: Fact | None
    theirs: Fact | None
    finding: Finding
    steps: Sequence[DifferenceStep] = ()

    @cached_property
    def digest(self) -> str:
        """Of both figures: where one changes, this is another difference."""
        return digest_of(
            self.indicator.code, str(self.month), fact_words(self.ours), ["/"], fact_words(self.theirs)
        )

    @property
    def key(self) -> str:
        return f"{self.indicator.code}-{self.month}"

    @property
    def cause(self) -> Cause:
        return self.finding.cause

    @property
    def agrees(self) -> bool:
        return self.cause is Cause.EQUAL

    @property
    def is_missing(self) -> bool:
        return self.cause in {Cause.MISSING_HERE, Cause.MISSING_THERE}

    @cached_property
    def held(self) -> DifferenceStep | None:
        """The last step about these very figures."""
        return next((each for each in reversed(self.steps) if each.digest == self.digest), None)

    @property
    def overtaken(self) -> DifferenceStep | None:
        """The last step, where a figure changed since: what was settled then is open again."""
        return self.steps[-1] if self.steps and self.held is None else None

    @property
    def is_settled(self) -> bool:
        return self.held is not None and self.held.is_settled

    @property
    def state(self) -> StepState:
        return StepState.SETTLED if self.is_settled else StepState.OPEN

    @property
    def is_to_settle(self) -> bool:
        """What keeps a quarter back: nothing explains it, and nobody settled it."""
        return self.cause is Cause.UNEXPLAINED and not self.is_settled

    @property
    def turn(self) -> Turn:
        return Turn(self.held.turn) if self.held and self.held.turn else Turn.OURS

    @property
    def version(self) -> int:
        return self.steps[-1].version if self.steps else 0


@dataclass(frozen=True)
class Reconciliation:
    """All months of a quarter's file and ours beside them, in the order of the contract and of time."""

    contract: Contract
    quarter: Quarter
    file: CnavFile
    months: Sequence[Difference]

    @property
    def agreeing(self) -> list[Difference]:
        return [each for each in self.months if each.agrees]

    @cached_property
    def differing(self) -> list[Difference]:
        return [each for each in self.months if not each.agrees]

    @property
    def on_both_sides(self) -> list[Difference]:
        """Those that differ, and do not lack the figure of a side."""
        return [each for each in self.differing if not each.is_missing]

    @property
    def unexplained(self) -> list[Difference]:
        return [each for each in self.months if each.cause is Cause.UNEXPLAINED]

    @property
    def to_settle(self) -> list[Difference]:
        return [each for each in self.months if each.is_to_settle]

    def of_cause(self, cause: Cause) -> list[Difference]:
        return [each for each in self.months if each.cause is cause]

    def at(self, code: str, month: Month) -> Difference | None:
        found = (each for each in self.months if (each.indicator.code, each.month) == (code, month))
        return next(found, None)
