"""The periods of a selection: what was decided of each, what it holds, and why it may not be decided on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from commitments.ledger.refusals import Refusal
from cpg.shared.periods import Month, period_ending
from dashboards.neutralisations.acts import Act
from dashboards.neutralisations.selection import SelectionForm
from indicators.models import Indicator, NeutralisationRevision
from indicators.selectors import Known, MonthRecord

type Place = tuple[str, Month]
NO_LONGER = "Cette période n’est plus neutralisée par cet acte."


@dataclass(frozen=True, slots=True)
class Period:
    """A due month of an indicator, with the last decision on it and what its months hold."""

    indicator: Indicator
    month: Month
    decision: NeutralisationRevision | None
    records: tuple[MonthRecord, ...]
    refusal: Refusal | None = None
    is_ticked: bool = False

    @property
    def place(self) -> Place:
        return self.indicator.code, self.month

    @property
    def version(self) -> int:
        return self.decision.version if self.decision else 0

    @property
    def key(self) -> str:
        return key_of(self.indicator.code, self.month, self.version)

    @property
    def anchor(self) -> str:
        return f"{self.indicator.code}-{self.month}"

    @property
    def is_as_asked(self) -> bool:
        """Whether there is nothing to decide: neutralised already, or not neutralised."""
        return self.refusal is not None and self.refusal.code == "nothing_to_decide"

    @property
    def is_held_back(self) -> bool:
        return self.refusal is not None and not self.is_as_asked

    @property
    def is_closed(self) -> bool:
        return self.refusal is not None and self.refusal.code == "closed"


def key_of(code: str, month: Month, version: int) -> str:
    return f"{code}/{month}/{version}"


def digest_of(keys: Iterable[str]) -> str:
    """The same for the same ticked periods, in any order."""
    return blake2b(" ".join(sorted(set(keys))).encode(), digest_size=32).hexdigest()


def periods_of(
    selection: SelectionForm, decisions: Sequence[NeutralisationRevision], facts: Mapping[int, Known]
) -> list[Period]:
    """By indicator and month, in the order of the contract. No query."""
    latest = {(each.indicator_id, Month.of(each.month)): each for each in decisions}
    return [
        Period(each, month, latest.get((each.pk, month)), _records(each, month, facts[each.pk]))
        for each, month in selection.places
    ]


def judged(
    periods: Sequence[Period],
    refusals: Mapping[int, Refusal],
    ticked: Mapping[Place, int] | None,
    act: Act | None,
) -> list[Period]:
    """The periods with their refusals by rank. What may be decided is ticked, or only what the person ticked. Of an
    act that is withdrawn, a period that another act decided on since is not its own any more.
    """
    found = []
    for rank, each in enumerate(periods):
        refusal = refusals.get(rank)
        if act is not None and each.decision is not None and each.decision.change_id != act.change.pk:
            refusal = Refusal(NO_LONGER, "nothing_to_decide")
        is_ticked = refusal is None and (ticked is None or each.place in ticked)
        found.append(replace(each, refusal=refusal, is_ticked=is_ticked))
    return found


def expecting_nothing(selection: SelectionForm, periods: Sequence[Period]) -> list[Indicator]:
    """The chosen indicators that expect no value in any of the months."""
    expecting = {each.indicator.pk for each in periods}
    return [each for each in selection.chosen if each.pk not in expecting]


def _records(indicator: Indicator, month: Month, known: Known) -> tuple[MonthRecord, ...]:
    months = period_ending(month, indicator.definition.frequency.months)
    found = (known.records.get(each) for each in months)
    return tuple(record for record in found if record is not None and record.fact is not None)
