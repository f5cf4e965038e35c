"""Keep scenarios: a person's own, changed and thrown away as they like, without history."""

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import QueryDict

from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from dashboards.models.scenario import (
    LONGEST_LABEL,
    STEPS_AT_MOST,
    Scenario,
    ScenarioStep,
    StepKind,
    fields_of,
    new_key,
)

TOO_MANY = f"Un scénario a {STEPS_AT_MOST} hypothèses au plus\u00a0: retirez-en une."


@transaction.atomic
def begin(contract: Contract, owner: User, title: str) -> Scenario:
    # Two at once would take the same number.
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    own = Scenario.objects.filter(contract=contract, owner=owner)
    last: int = own.aggregate(last=Coalesce(Max("number"), 0))["last"]
    return Scenario.objects.create(contract=contract, owner=owner, number=last + 1, title=title)


@transaction.atomic
def add_step(scenario: Scenario, kind: StepKind, label: str, sent: QueryDict) -> ScenarioStep:
    """The fields as they were sent. Raise Refusal where the scenario is full."""
    Scenario.objects.select_for_update().get(pk=scenario.pk)
    if scenario.steps.count() >= STEPS_AT_MOST:
        raise Refusal(TOO_MANY, "too_many")
    label = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    return ScenarioStep.objects.create(scenario=scenario, kind=kind, label=label, sent=fields_of(sent))


def drop_step(scenario: Scenario, pk: int) -> bool:
    """Whether there was one."""
    return bool(ScenarioStep.objects.filter(scenario=scenario, pk=pk).delete()[0])


def share(scenario: Scenario, *, is_shared: bool) -> None:
    """An address that was given away leads nowhere once the scenario is private again, even when it is shared anew."""
    columns = {"is_shared": is_shared} if is_shared else {"is_shared": False, "key": new_key()}
    Scenario.objects.filter(pk=scenario.pk).update(**columns)


def throw_away(scenario: Scenario) -> None:
    Scenario.objects.filter(pk=scenario.pk).delete()
