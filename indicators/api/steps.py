"""Months moved on or neutralised through the API, all or none, as the pages do."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.rest.problems import Fault, Problem
from commitments.api.refusals import problem_of
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.api.refusals import problem_of_faults, stale_entry
from indicators.api.serializers import version_row
from indicators.models import ActualRevision, Indicator, NeutralisationRevision
from indicators.recording import MonthStep

type Entries = Sequence[Mapping[str, Any]]
# `submit`, `unsubmit`, `validate`, `return_` or `neutralise_many` with all but the keywords `contract` and `steps`.
type Move = Callable[..., Sequence[ActualRevision | NeutralisationRevision]]


def move_batch(actor: User, entries: Entries, move: Move) -> dict[str, Any]:
    """Move all the months or none; raises Problem with everything that is wrong.

    The report counts those that changed and gives the version of each.
    """
    steps = _steps(actor, entries)
    moved: dict[int, ActualRevision | NeutralisationRevision] = {}
    faults: list[Fault] = []
    with transaction.atomic():
        for contract, places in _by_contract(steps):
            try:
                written = move(contract=contract, steps=[steps[place] for place in places])
            except Refusal as refusal:
                if not refusal.by_place:
                    raise problem_of(refusal) from refusal
                faults += [_fault(places[rank], entries, each) for rank, each in refusal.by_place.items()]
            else:
                by_month = {(each.indicator_id, Month.of(each.month)): each for each in written}
                moved |= {
                    place: by_month[steps[place].place] for place in places if steps[place].place in by_month
                }
        if faults:
            raise _problem(faults)
    versions = [
        moved[place].version if place in moved else each.expected_version for place, each in enumerate(steps)
    ]
    return {
        "moved": len(moved),
        "unchanged": len(entries) - len(moved),
        "entries": [
            version_row(step.indicator, step.month, version)
            for step, version in zip(steps, versions, strict=True)
        ],
    }


def _steps(actor: User, entries: Entries) -> list[MonthStep]:
    """What the entries name, among what the person sees. Three queries."""
    contracts = list(Contract.objects.all().visible_to(actor).select_related("body"))
    codes = {entry["indicator"].upper() for entry in entries}
    indicators = {
        (each.contract_id, each.code): each
        for each in Indicator.objects.filter(contract__in=contracts, code__in=codes)
        .with_definition()
        .prefetch_related("assignments")
    }
    steps: list[MonthStep] = []
    faults = []
    for place, entry in enumerate(entries):
        month = Month.parse(entry["month"])
        of_body = [each for each in contracts if each.body.code == entry["organisme"]]
        contract = next((each for each in of_body if month.year in each.years), None)
        indicator = indicators.get((contract.pk, entry["indicator"].upper())) if contract else None
        if not of_body:
            detail = "Organisme inconnu, ou qui ne vous est pas ouvert."
            faults.append(Fault(f"/entries/{place}/organisme", "unknown_body", detail, entry["organisme"]))
        elif contract is None:
            detail = "Ce mois est hors du contrat."
            faults.append(Fault(f"/entries/{place}/month", "outside_contract", detail, entry["month"]))
        elif indicator is None:
            detail = "Indicateur inconnu dans ce contrat."
            faults.append(
                Fault(f"/entries/{place}/indicator", "unknown_indicator", detail, entry["indicator"])
            )
        else:
            steps.append(MonthStep(indicator, month, entry["expected_version"], entry.get("answer", "")))
    if faults:
        raise _problem(faults)
    return steps


def _by_contract(steps: Sequence[MonthStep]) -> list[tuple[Contract, list[int]]]:
    """The places of each contract's steps, in the order in which contracts are always locked."""

    def contract_of(place: int) -> int:
        return steps[place].indicator.contract_id

    places = sorted(range(len(steps)), key=contract_of)
    return [
        (steps[listed[0]].indicator.contract, listed)
        for listed in (list(group) for _, group in groupby(places, key=contract_of))
    ]


def _fault(place: int, entries: Entries, refusal: Refusal) -> Fault:
    if isinstance(refusal, StaleVersion):
        return stale_entry(place, entries[place], refusal.current)
    return Fault(f"/entries/{place}", refusal.code, refusal.message)


def _problem(faults: Sequence[Fault]) -> Problem:
    """All the faults in the order of the entries; the code of the whole is theirs if they have the same one."""
    codes = {each.code for each in faults}
    in_order = sorted(faults, key=lambda each: int(each.pointer.split("/")[2]))
    return problem_of_faults(in_order, codes.pop() if len(codes) == 1 else "refused")
