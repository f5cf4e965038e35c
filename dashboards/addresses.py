"""Addresses of pages, one function for each thing that has a page.

The models' own `get_absolute_url` comes from here (`ABSOLUTE_URL_OVERRIDES` in the settings): applications below know
no page, and templates still write `{{ indicator.get_absolute_url }}`. Contracts come with their body.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

# Read by the settings, before any model exists.
if TYPE_CHECKING:
    from accounts.models import User
    from commitments.models import Action, Contract, Fiche, Proof
    from commitments.selectors import Item
    from cpg.shared.periods import Month
    from dashboards.models.review import Review
    from indicators.models import Evidence, Indicator, SignedDocument


def contract_url(contract: "Contract", name: str = "overview", *more: object) -> str:
    """A page of a contract: its dashboard unless another route is named."""
    return reverse(name, args=[contract.body.code, contract.code, *more])


def fiche_url(fiche: "Fiche") -> str:
    return contract_url(fiche.contract, "fiche", fiche.position)


def indicator_url(indicator: "Indicator") -> str:
    return contract_url(indicator.contract, "indicator", indicator.code)


def month_url(indicator: "Indicator", month: "Month") -> str:
    """Where a month of an indicator is entered, with all its fields."""
    return contract_url(indicator.contract, "month", indicator.code, month)


def cell_url(indicator: "Indicator", month: "Month") -> str:
    """The grid of that year, at that very field; a small screen shows that month's column."""
    address = contract_url(indicator.contract, "entry")
    return f"{address}?annee={month.year}&mois={month.number}#{indicator.code}-{month}"


def action_url(action: "Action", contract: "Contract | None" = None) -> str:
    """The page of an action; it comes with its engagement and fiche, and the fiche with its contract unless given."""
    fiche = action.engagement.fiche
    return contract_url(contract or fiche.contract, "action", fiche.position, action.code)


def item_url(item: "Item", name: str = "follow_up", *more: object) -> str:
    """Where an échéance is written, or another route of the same échéance."""
    return contract_url(item.contract, name, item.fiche, item.action.code, item.place, *more)


def proof_url(proof: "Proof", name: str = "proof") -> str:
    """Where a proof of an échéance is downloaded, or another route of it. It comes with its planned year, down to the
    body (`proofs_of`).
    """
    planned = proof.planned
    action = planned.action
    fiche = action.engagement.fiche
    return contract_url(fiche.contract, name, fiche.position, action.code, planned.place, proof.pk)


def evidence_url(evidence: "Evidence", name: str = "evidence") -> str:
    """The same for a proof of a month, which comes with its indicator (`evidence_of`)."""
    indicator = evidence.indicator
    return contract_url(indicator.contract, name, indicator.code, evidence.at, evidence.pk)


def document_url(document: "SignedDocument") -> str:
    """Where the signed document of an avenant is downloaded. It comes with its version and contract."""
    version = document.version
    return contract_url(version.contract, "signed_document", version.number, document.pk)


def review_url(review: "Review", name: str = "review", *more: object) -> str:
    """A review, or another route of it."""
    return contract_url(review.contract, name, review.kind, review.day.isoformat(), *more)


def person_url(person: "User") -> str:
    return reverse("person", args=[person.pk])


OF_MODELS = {
    "accounts.user": person_url,
    "commitments.contract": contract_url,
    "commitments.fiche": fiche_url,
    "commitments.action": action_url,
    "commitments.proof": proof_url,
    "dashboards.review": review_url,
    "indicators.evidence": evidence_url,
    "indicators.indicator": indicator_url,
    "indicators.signeddocument": document_url,
}


def is_free(body: str, contract: str) -> bool:
    """Whether the pages of a contract with these codes would be hidden by no page of the application."""
    try:
        return resolve(reverse("overview", args=[body, contract])).url_name == "overview"
    except Resolver404:
        return False


def is_word_of_the_application(code: str) -> bool:
    """Whether an address of the application begins with that word, so that no body should have it as its code."""
    return code in set(_first_words(get_resolver().url_patterns))


def _first_words(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        word = str(each.pattern).partition("/")[0]
        if not word and isinstance(each, URLResolver):
            yield from _first_words(each.url_patterns)
        yield word
