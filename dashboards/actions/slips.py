"""The linked actions that slipped, in the words of an indicator's chart, its table and its list."""

from collections import defaultdict
from collections.abc import Sequence

from accounts.clock import localdate
from commitments.calendar import Declared
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.slips import Slip


def slip_name(slip: Slip) -> str:
    """`F4-E2A3 livrable 2 (2024)`."""
    planned = slip.planned
    part = f" livrable {planned.deliverable.number}" if planned.deliverable else ""
    return f"{planned.action.full_code}{part} ({planned.year})"


def slip_fate(slip: Slip) -> str:
    """What became of it."""
    if slip.over is None:
        return f"toujours en retard, {french.since(slip.due_on, slip.today)}"
    word = "abandonnée" if slip.over.declared is Declared.ABANDONNE else "dite réalisée"
    return f"{word} le {french.day(localdate(slip.over.recorded_at))}"


def slip_sentence(slip: Slip) -> str:
    return f"{french.long_day(slip.day)}{french.NO_BREAK}: {slip_name(slip)}, {slip_fate(slip)}."


def slips_sentences(slips: Sequence[Slip]) -> tuple[str, ...]:
    """In words, for who does not see the marks of the chart."""
    if not slips:
        return ()
    listed = french.listing(
        [f"{slip_name(each)} au {french.long_day(each.day)}, {slip_fate(each)}" for each in slips]
    )
    verb = french.plural(len(slips), "Action liée qui a", "Actions liées qui ont")
    return (f"{verb} pris du retard{french.NO_BREAK}: {listed}.",)


def names_by_month(slips: Sequence[Slip]) -> dict[Month, str]:
    names: dict[Month, list[str]] = defaultdict(list)
    for each in slips:
        names[each.month].append(slip_name(each))
    return {
        month: f"En retard au 1er{french.NO_BREAK}janvier{french.NO_BREAK}: {french.listing(listed)}."
        for month, listed in names.items()
    }
