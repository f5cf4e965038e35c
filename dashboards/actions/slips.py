"""The linked actions that slipped, as the chart of an indicator, its table and its list say them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from commitments.calendar import Declared
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.actions.marks import days_said
from dashboards.addresses import action_url
from indicators.slips import Slip


@dataclass(frozen=True, slots=True)
class SlipLine:
    """`month` begins with the day on which it slipped; `name` is its code, `fate` what became of it."""

    month: Month
    day: str
    name: str
    wording: str
    fate: str
    url: str

    @property
    def said(self) -> str:
        return f"{self.day}{french.NO_BREAK}: {self.name}, {self.fate}."


def slip_lines(contract: Contract, slips: Sequence[Slip], shown: Month) -> tuple[SlipLine, ...]:
    """Those up to the month shown."""
    return tuple(_line(contract, each) for each in slips if Month.of(each.day) <= shown)


def slips_said(lines: Sequence[SlipLine]) -> tuple[str, ...]:
    """In words, for who does not see the marks."""
    if not lines:
        return ()
    listed = french.listing([f"{each.name} au {each.day}, {each.fate}" for each in lines])
    verb = french.plural(len(lines), "Action liée qui a", "Actions liées qui ont")
    return (f"{verb} pris du retard{french.NO_BREAK}: {listed}.",)


def names_by_month(lines: Sequence[SlipLine]) -> dict[Month, str]:
    found: dict[Month, list[str]] = defaultdict(list)
    for each in lines:
        found[each.month].append(each.name)
    return {
        month: f"En retard au 1er{french.NO_BREAK}janvier{french.NO_BREAK}: {french.listing(names)}."
        for month, names in found.items()
    }


def _line(contract: Contract, slip: Slip) -> SlipLine:
    planned = slip.planned
    action, deliverable = planned.action, planned.deliverable
    part = f" livrable {deliverable.number}" if deliverable else ""
    return SlipLine(
        month=Month.of(slip.day),
        day=french.long_day(slip.day),
        name=f"F{action.engagement.fiche.position}-{action.code}{part} ({planned.year})",
        wording=action.wording,
        fate=_fate(slip),
        url=action_url(action, contract),
    )


def _fate(slip: Slip) -> str:
    if slip.over is None:
        return f"toujours en retard, de {days_said(slip.days_late)}"
    word = "abandonnée" if slip.over.declared is Declared.ABANDONNE else "dite réalisée"
    return f"{word} le {french.day(localdate(slip.over.recorded_at))}"
