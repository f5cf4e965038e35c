"""Where what a line tells is seen: pages that everyone who reads the journal may open."""

from accounts.clock import localdate
from commitments.models import Action, Contract, PlannedYear
from cpg.shared.periods import Month, Quarter
from dashboards.acts.subjects import action_name
from dashboards.addresses import action_url, contract_url
from dashboards.journal.lines import JournalLine
from dashboards.journal.resolutions import resolution_name
from dashboards.models.resolution import Resolution
from dashboards.models.review import Review
from indicators.models import Indicator, TargetVersion


def subject_name(line: JournalLine) -> str:
    """The name of what a line is about, with its code; "" for what is about the whole contract."""
    match line.about:
        case None:
            return ""
        case Action():
            return action_name(line.about)
        case Review():
            return line.about.title
        case Resolution():
            return resolution_name(line.about)
        case _:
            return str(line.about)


def line_url(contract: Contract, line: JournalLine) -> str:
    """The month, the quarter, the version of targets, the action or the review that the line is about."""
    match line.place:
        case Quarter():
            return contract_url(contract, "quarter", line.place)
        case TargetVersion():
            return f"{contract_url(contract, 'targets')}#version-{line.place.number}"
        case Month() if line.about is None:
            return contract_url(contract, "closed_months")
        case Month() | PlannedYear() | Indicator() | None:
            return _subject_url(contract, line)


def _subject_url(contract: Contract, line: JournalLine) -> str:
    match line.about:
        case Indicator():
            return contract_url(contract, "indicator", line.about.code) + _month_query(contract, line)
        case Action():
            return action_url(line.about, contract)
        case Review():
            return contract_url(contract, "review", line.about.kind, line.about.day.isoformat())
        case Resolution():
            return contract_url(contract, "resolution", line.about.number)
        case None:
            return contract_url(contract, "decisions")


def _month_query(contract: Contract, line: JournalLine) -> str:
    """The page of an indicator shows months that have begun, and those of the contract."""
    month = line.place
    if not isinstance(month, Month) or month.year not in contract.years or month > Month.of(localdate()):
        return ""
    return f"?mois={month}"
