"""How many things are owed in a contract, for the navigation of every page: kept in the memory of the process."""

from datetime import date

from django.core.cache import caches

from accounts.clock import past_moment
from commitments.models import Contract
from dashboards.reminders.owed import Owed, owed_alone
from dashboards.shared.reads import ContractFacts

# The delay of one indicator is set, and a file of a source comes, without an act of the contract: that shows after
# this time.
KEPT_SECONDS = 300


def owed_count(contract: Contract, today: date) -> int:
    """Counted again after each act of the contract and each day; no query in between."""
    count: int | None = caches["pages"].get(_key(contract, today))
    return (
        keep_count(contract, owed_alone(contract, today, ContractFacts(contract))) if count is None else count
    )


def is_counted(contract: Contract, today: date) -> bool:
    return caches["pages"].get(_key(contract, today)) is not None


def keep_count(contract: Contract, owed: Owed) -> int:
    """For the navigation of the pages that follow. The contract was read before what is owed in it."""
    count = len(owed.turns)
    caches["pages"].set(_key(contract, owed.today), count, KEPT_SECONDS)
    return count


def _key(contract: Contract, today: date) -> str:
    moment = past_moment()
    shown = moment.isoformat() if moment else "now"
    return f"owed/{contract.pk}/{contract.sequence}/{contract.entry_delay_days}/{today}/{shown}"
