"""Months moved on through the API: submitted, validated, returned, all or none, as the pages do."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.rest.problems import Fault, Problem
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.api.refusals import STATUS, problem_of
from indicators.models import ActualRevision, Indicator
from indicators.recording import MonthStep

type Entries = Sequence[Mapping[str, Any]]
type Verb = Callable[[Contract, list[MonthStep]], list[ActualRevision]]


def move_batch(actor: User, entries: Entries, verb: Verb) -> dict[str, Any]:
    """Move all the months or none; raises Problem with everything that is wrong.

    The report counts those that changed and gives each month's version and state.
    """
    steps = _steps(actor, entries)
    moved: dict[int, ActualRevision] = {}
    faults: list[Fault] = []
    with transaction.atomic():
        for contract, places in _by_contract(steps):
            try:
                written = verb(contract, [steps[place] for place in places])
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
    return {
        "moved": len(moved),
        "unchanged": len(entries) - len(moved),
        "entries": [_told(step, moved.get(place)) for place, step in enumerate(steps)],
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
    found: list[MonthStep] = []
    faults = []
    for place, entry in enumerate(entries):
        month = Month.parse(entry["month"])
        of_body = [each for each in contracts if each.body.code == entry["organisme"]]
        contract = next((each for each in of_body if month.year in each.years), None)
        indicator = indicators.get((contract.pk, entry["indicator"].upper())) if contract else None
        if not of_body:
            said = "Organisme inconnu, ou qui ne vous est pas ouvert."
            faults.append(Fault(f"/entries/{place}/organisme", "unknown_body", said, entry["organisme"]))
        elif contract is None:
            said = "Ce mois est hors du contrat."
            faults.append(Fault(f"/entries/{place}/month", "outside_contract", said, entry["month"]))
        elif indicator is None:
            said = "Indicateur inconnu dans ce contrat."
            faults.append(Fault(f"/entries/{place}/indicator", "unknown_indicator", said, entry["indicator"]))
        else:
            found.append(MonthStep(indicator, month, entry["expected_version"]))
    if faults:
        raise _problem(faults)
    return found


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
        said = f"Ce mois en est à la version {refusal.current}\u00a0: relisez-le, puis choisissez."
        pointer = f"/entries/{place}/expected_version"
        return Fault(pointer, refusal.code, said, str(entries[place]["expected_version"]))
    return Fault(f"/entries/{place}", refusal.code, refusal.message)


def _problem(faults: Sequence[Fault]) -> Problem:
    """A single refusal gives its code; several are counted and listed."""
    codes = {each.code for each in faults}
    code = codes.pop() if len(codes) == 1 else "refused"
    many = f"Rien n’a été enregistré\u00a0: {len(faults)} erreurs, toutes listées."
    return Problem(
        code,
        faults[0].detail if len(faults) == 1 else many,
        faults=sorted(faults, key=lambda each: int(each.pointer.split("/")[2])),
        status=STATUS.get(code, 422),
    )


def _told(step: MonthStep, revision: ActualRevision | None) -> dict[str, Any]:
    contract = step.indicator.contract
    return {
        "organisme": contract.body.code,
        "contract": contract.code,
        "indicator": step.indicator.code,
        "month": str(step.month),
        "version": revision.version if revision else step.expected_version,
    }
