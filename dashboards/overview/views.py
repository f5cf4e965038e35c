"""The dashboard of a contract. What is the same for everyone is rendered once, until one of its data changes."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from accounts.context import appearance
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from commitments.selectors import other_contracts
from dashboards.access import OF_CONTRACT, contract_among, visible_rows
from dashboards.data_digest import both_digests, people_digest
from dashboards.overview.forms import OverviewFilters
from dashboards.overview.opening import opening_context
from dashboards.overview.page import overview
from dashboards.page_cache import cached_part
from dashboards.page_frame import framed
from dashboards.reminders.counting import is_counted, keep_count, owed_count
from dashboards.shared.period import period_of
from dashboards.shared.reads import ContractFacts

# Signing in writes these two, and no page shows them.
SHOWN_OF_A_PERSON = [
    field.attname for field in User._meta.concrete_fields if field.attname not in {"password", "last_login"}
]


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    user = cast("User", request.user)
    rows = visible_rows(user)
    found, unread = contract_among(rows, body, contract)
    context = {
        **shared_context(found, request.GET, oversees=may(user, Verb.OVERSEE, found)),
        "unread": unread,
        "others": SimpleLazyObject(partial(other_contracts, found)),
    }
    if may(user, Verb.VALIDATE, found) and not is_counted(found, localdate()):
        # What the navigation counts and the box lists is read once.
        keep_count(found, context["owed"])
    parts = (context["bar"].key, context["body"].key)
    shown = partial(_shown_around, request, found, parts)
    return framed(request, "overview/page.html", context, shown(rows), lambda: shown(visible_rows(user)))


def _shown_around(
    request: HttpRequest, contract: Contract, parts: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> tuple[object, ...]:
    """All that is shown around the parts: who asks, where they may go and what they may do there, what waits."""
    user = cast("User", request.user)
    bodies = sorted({row[OF_CONTRACT.index("body_id")] for row in rows})
    may_validate = may(user, Verb.VALIDATE, contract)
    return (
        parts,
        request.get_full_path(),
        localdate(),
        tuple(appearance(request).values()),
        [getattr(user, name) for name in SHOWN_OF_A_PERSON],
        [(key, sorted(user.roles_in(key))) for key in bodies],
        (user.belongs_to_several(), user.compares_bodies(), user.administers_something()),
        rows,
        # What waits for a validation changes with an act of the contract only, which its row counts.
        owed_count(contract, localdate()) if may_validate else None,
    )


def shared_context(contract: Contract, query: QueryDict, *, oversees: bool) -> dict[str, Any]:
    """What the template needs besides the person who asks, of whom it knows only whether they see who owes what."""
    period = period_of(contract, query)
    filters = OverviewFilters(query)
    digests, facts = both_digests([contract]), ContractFacts(contract)
    opening = opening_context(contract, period, digests, facts, oversees=oversees)
    return {
        "contract": contract,
        "period": period,
        "page": SimpleLazyObject(partial(overview, contract, period, filters, facts=facts)),
        "filters": filters,
        "bar": cached_part("period", period, filters.kept),
        "body": cached_part(
            "overview", period, filters.kept, localdate(), oversees,
            digest=partial(people_digest, [contract]), before=digests.people,
            inner=(opening["causes"], opening["debts"]),
        ),
        **opening,
    }  # fmt: skip
