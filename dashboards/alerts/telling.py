"""Tell other programs which indicators went below their seuil."""

from collections.abc import Mapping, Sequence
from functools import partial

from accounts.turns import Turn
from accounts.webhooks.events import EventKind
from accounts.webhooks.posting import announce
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.alerts.letters import Turned


def announce_lost(contract: Contract, month: Month, turned: Turned) -> None:
    """Each indicator once for each month, however often it is looked at: a round that fails afterwards tells it again,
    and nothing more is written.
    """
    lost = [indicator.code for indicator, turn in turned if turn is Turn.BELOW]
    if lost:
        events = partial(_told, contract, month, lost)
        announce(EventKind.SEUIL_LOST, body_pk=contract.body_id, events=events)


def _told(contract: Contract, month: Month, codes: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    common = {"body": contract.body.code, "contract": contract.code, "month": str(month)}
    return {f"{contract.pk}:{code}:{month}": common | {"indicator": code} for code in codes}
