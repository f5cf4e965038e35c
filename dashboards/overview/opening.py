"""What the four boxes that open the dashboard and the dossier need besides their page."""

from functools import partial
from typing import Any

from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from commitments.models import Contract
from dashboards.data_digest import figures_digest, people_digest
from dashboards.overview.movement import movement
from dashboards.page_cache import cached_part
from dashboards.shared.period import Period


def opening_context(contract: Contract, period: Period, *, oversees: bool) -> dict[str, Any]:
    """The inner parts are kept apart. What is owed is of today, whatever month and filter are shown; the causes cost as
    much as all the rest, and neither a filter nor who answers for what changes them.
    """
    today = localdate()
    debts = partial(cached_part, "debts", today, digest=partial(people_digest, [contract]), is_inner=True)
    causes = partial(
        cached_part, "movement", period, today, digest=partial(figures_digest, [contract]), is_inner=True
    )
    return {
        "movement": SimpleLazyObject(partial(movement, contract, period, today)),
        "oversees": oversees,
        "debts": SimpleLazyObject(debts),
        "causes": SimpleLazyObject(causes),
    }
