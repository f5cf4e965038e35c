"""What the four boxes that open the dashboard and the dossier need besides their page."""

from functools import partial
from typing import Any, cast

from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from commitments.models import Contract
from dashboards.data_digest import Digests, figures_digest, people_digest
from dashboards.overview.movement import movement
from dashboards.overview.owing import owing_box
from dashboards.page_cache import cached_part
from dashboards.reminders.owed import Owed, owed_alone
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
    owed = cast("Owed", SimpleLazyObject(partial(owed_alone, contract, today, facts)))
    people, figures = partial(people_digest, [contract]), partial(figures_digest, [contract])
    return {
        "movement": SimpleLazyObject(partial(movement, contract, period, today, facts)),
        "owed": owed,
        "owing": SimpleLazyObject(partial(owing_box, owed)),
        "oversees": oversees,
        "debts": cached_part("debts", today, digest=people, before=digests.people, is_inner=True),
        "causes": cached_part(
            "movement", period, today, digest=figures, before=digests.figures, is_inner=True
        ),
    }
