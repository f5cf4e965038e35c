"""The other contracts that a person may go to from a page of one, each at the same kind of page where it exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import ResolverMatch, reverse

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract, Theme
from cpg.shared.periods import Month, Quarter
from dashboards.addresses import contract_url
from indicators.models import Indicator

# What a page of one contract is in another one: itself, or the list that it is reached from. Pages that are not named
# lead to the dashboard.
KINDS = {
    "contract_map": "contract_map",
    "announcements": "announcements",
    "causes": "causes",
    "text": "text",
    "fiche": "text",
    "targets": "targets",
    "decisions": "decisions",
    "neutralisations": "neutralisations",
    "actions": "actions",
    "actions_gantt": "actions_gantt",
    "action": "actions",
    "follow_up": "actions",
    "effect": "actions",
    "entry": "entry",
    "validation": "validation",
    "actions_validation": "actions_validation",
    "owed": "owed",
    "completeness": "completeness",
    "quarters": "quarters",
    "comparison": "quarters",
    "reconciliation": "reconciliation",
    "difference": "reconciliation",
    "cnav_upload": "reconciliation",
    "closed_months": "closed_months",
    "reviews": "reviews",
    "review": "reviews",
    "journal": "journal",
    "act": "journal",
    "alerts": "alerts",
    "scenarios": "scenarios",
    "scenario": "scenarios",
    "paper": "paper",
    "sources": "sources",
    "source": "sources",
}
# Pages that not every role may open: by what right.
RIGHTS = {
    "entry": Verb.RECORD,
    "validation": Verb.VALIDATE,
    "actions_validation": Verb.VALIDATE,
    "completeness": Verb.OVERSEE,
    "scenarios": Verb.SUPPOSE,
}
OF_INDICATOR = frozenset({"indicator", "passport"})


@dataclass(frozen=True, slots=True)
class Place:
    contract: Contract
    url: str
    is_current: bool


def places_to_go(request: HttpRequest, contract: Contract, months: Mapping[str, Month]) -> list[Place]:
    """All contracts that the person may see, where there are several. No query for who has only this one, else one.

    `months` are those chosen on the page, by their names in an address, kept where the other contract has them.
    """
    user, match = request.user, request.resolver_match
    if not isinstance(user, User) or match is None:
        return []
    if not user.belongs_to_several() and contract.has_sibling is False:
        return []
    code = str(match.kwargs.get("code", ""))
    named = Indicator.objects.filter(contract=OuterRef("pk"), code=code)
    visible = Contract.objects.all().visible_to(user).select_related("body")
    visible = visible.annotate(has_code=Exists(named), theme_position=_same_theme(contract, match))
    listed = sorted(visible, key=lambda each: (each.body.short_name, -each.first_year))
    if len(listed) < 2:
        return []
    return [Place(each, _url(user, each, match, months), each.pk == contract.pk) for each in listed]


def _same_theme(contract: Contract, match: ResolverMatch) -> Subquery:
    """Where the theme of the page is in another contract, by its title: its rank there may be that of another theme."""
    number = int(match.kwargs["number"]) if match.url_name == "theme" else 0
    title = Theme.objects.filter(contract=contract, position=number).values("title")[:1]
    same = Theme.objects.filter(contract=OuterRef("pk"), title=Subquery(title))
    return Subquery(same.values("position")[:1])


def _url(user: User, contract: Contract, match: ResolverMatch, months: Mapping[str, Month]) -> str:
    kept = {name: str(month) for name, month in months.items() if month.year in contract.years}
    name = match.url_name or ""
    if name == "network" and contract.code == match.kwargs["contract"] and may(user, Verb.COMPARE, contract):
        return _with(reverse("network", args=[contract.code]), {"organisme": contract.body.code, **kept})
    return _with(contract_url(contract, *_page_in(user, contract, name, match.kwargs)), kept)


def _page_in(user: User, contract: Contract, name: str, named: Mapping[str, Any]) -> tuple[str, ...]:
    """The route in the other contract, with what it names beside it."""
    if name in RIGHTS and not may(user, RIGHTS[name], contract):
        return ("overview",)
    if name in OF_INDICATOR:
        return (name, named["code"]) if getattr(contract, "has_code", False) else ("overview",)
    if name == "theme":
        position = getattr(contract, "theme_position", None)
        return ("overview",) if position is None else (name, str(position))
    if name == "quarter":
        return (name, named["quarter"]) if _has_quarter(contract, str(named["quarter"])) else ("quarters",)
    return (KINDS.get(name, "overview"),)


def _has_quarter(contract: Contract, text: str) -> bool:
    try:
        return Quarter.parse(text).year in contract.years
    except ValueError:
        return False


def _with(url: str, query: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url
