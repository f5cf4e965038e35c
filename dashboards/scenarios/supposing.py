"""The contract as a scenario supposes it, for as long as a block lasts: nothing of it is ever committed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.db import transaction

from accounts.clock import clock_at
from commitments.ledger.refusals import Refusal
from commitments.models import lock_contract
from dashboards.models.scenario import Scenario, ScenarioStep
from dashboards.scenarios.day import moment_of
from dashboards.scenarios.steps import make
from dashboards.scenarios.turns import TURNS
from indicators.models import PendingRecompute
from indicators.recompute import lock_series, recompute_together


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step, and why it does not hold; "" where it does."""

    step: ScenarioStep
    refusal: str


@contextmanager
def supposed(scenario: Scenario) -> Iterator[Sequence[Outcome]]:
    """Every read inside sees the facts with the steps of the scenario, recorded by the verbs and computed as jobs
    compute. What waits for a commit (mails, calls, jobs) never comes, and parts of pages are neither read from the
    cache nor kept there; files have the mark. Acts on the contract wait until the end of the block.
    Raises BusyError where others are shown.
    """
    with TURNS.one():
        yield from _supposed(scenario)


def _supposed(scenario: Scenario) -> Iterator[Sequence[Outcome]]:
    pages = caches["pages"]
    caches["pages"] = DummyCache("scenario", {})
    try:
        with clock_at(moment_of(scenario), scenario.mark, scenario.query), transaction.atomic():
            # The contract before its series, as acts do.
            lock_series(lock_contract(scenario.contract_id))
            yield _make_all(scenario)
            transaction.set_rollback(True)
    finally:
        caches["pages"] = pages


def _make_all(scenario: Scenario) -> list[Outcome]:
    """Together in one recompute: a step that is refused leaves the others."""
    outcomes = []
    for step in scenario.steps.all():
        try:
            with transaction.atomic():
                make(scenario.contract, step)
        except Refusal as refusal:
            outcomes.append(Outcome(step, refusal.message))
        else:
            outcomes.append(Outcome(step, ""))
    waiting = PendingRecompute.objects.filter(indicator__contract=scenario.contract)
    keys = sorted(waiting.values_list("indicator_id", flat=True))
    if keys:
        recompute_together(keys)
    return outcomes
