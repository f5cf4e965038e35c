"""`python -m bench.supposed readers COUNT PASSWORD`: people who read a shared scenario of the demonstration, its key;
`… count`: how many entries the database holds, once nothing waits. Prints JSON on the last line.
"""

import json
import sys

import django

django.setup()

from django.http import QueryDict  # noqa: E402 - models exist only once Django is set up

from accounts.models import Membership, User  # noqa: E402
from accounts.rights import Role  # noqa: E402
from commitments.models import Contract  # noqa: E402
from dashboards.models.scenario import StepKind  # noqa: E402
from dashboards.scenarios.keeping import add_step, begin, share  # noqa: E402
from indicators.jobs import sweep  # noqa: E402
from indicators.models import ActualRevision, PendingRecompute  # noqa: E402

VALUES = "annee=2026&R3-numerator=99&R3-denominator=100&R6-value=4000"
NEUTRALISATION = "indicateur=R9&du=2026-03&au=2026-04"


def readers(number: int, password: str) -> dict[str, str]:
    contract = Contract.objects.select_related("body").order_by("pk")[0]
    people = [User.objects.create_user(f"lecture-{rank}", password=password) for rank in range(number)]
    for each in people:
        Membership.objects.create(user=each, body=contract.body, role=Role.DIRECTION)
    scenario = begin(contract, people[0], "Fin d’année")
    add_step(scenario, StepKind.VALUES, "Valeurs", QueryDict(VALUES))
    add_step(scenario, StepKind.NEUTRALISATION, "Neutralisation", QueryDict(NEUTRALISATION))
    share(scenario, is_shared=True)
    return {"key": scenario.key}


def held() -> dict[str, int]:
    while PendingRecompute.objects.exists():
        sweep()
    return {"held": ActualRevision.objects.count()}


if __name__ == "__main__":
    print(json.dumps(readers(int(sys.argv[2]), sys.argv[3]) if sys.argv[1] == "readers" else held()))
