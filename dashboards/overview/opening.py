"""What the four boxes that open the dashboard and the dossier need besides their page."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from django.utils.functional import SimpleLazyObject

from accounts.clock import localdate
from commitments.models import Contract
from dashboards.data_digest import Digests
from dashboards.models.resolution import Resolution
from dashboards.overview.movement import movement
from dashboards.overview.owing import owing_box
from dashboards.page_cache import inner_part
from dashboards.reminders.owed import Owed, owed_alone
from dashboards.resolutions.selectors import open_resolutions
from dashboards.shared.period import Period
from dashboards.shared.reads import ContractFacts


def opening_context(
    contract: Contract, period: Period, digests: Digests, facts: ContractFacts, *, oversees: bool
) -> dict[str, Any]:
    """The inner parts are kept apart. What is owed is of today, whatever month and filter are shown; the causes cost as
    much as all the rest, and neither a filter nor who answers for what changes them. Both have the digests of before
    any fact was read: they share what another part may have read earlier.
    """
    today = localdate()
    resolutions = cast("Sequence[Resolution]", SimpleLazyObject(partial(open_resolutions, contract)))
    owed = cast("Owed", SimpleLazyObject(partial(owed_alone, contract, today, facts, resolutions)))
    return {
        "movement": SimpleLazyObject(partial(movement, contract, period, today, facts)),
        "resolutions": resolutions,
        "owed": owed,
        "owing": SimpleLazyObject(partial(owing_box, owed)),
        "oversees": oversees,
        "debts": inner_part("debts", today, before=digests.people),
        "causes": inner_part("movement", period, today, before=digests.figures),
    }
