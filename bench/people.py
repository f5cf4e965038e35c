"""`python -m bench.people COUNT PASSWORD`: create people with their own indicators; prints JSON on the last line."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - models exist only once Django is set up

from accounts.models import Membership, User  # noqa: E402
from accounts.rights import Role, Scope  # noqa: E402
from accounts.tokens import issue  # noqa: E402
from commitments.models import Contract  # noqa: E402
from indicators.models import Assignment, Indicator  # noqa: E402


def main(count: int, password: str) -> None:
    # The first one: the demonstration has other bodies too.
    contract = Contract.objects.select_related("body").order_by("pk")[0]
    indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    print(
        json.dumps([person(contract, indicators[number::count], number, password) for number in range(count)])
    )


def person(contract: Contract, indicators: list[Indicator], number: int, password: str) -> dict[str, object]:
    user = User.objects.create_user(f"banc-{number}", password=password)
    Membership.objects.create(user=user, body=contract.body, role=Role.GESTIONNAIRE)
    for indicator in indicators:
        Assignment.objects.create(user=user, indicator=indicator)
    end = timezone.now() + timedelta(days=1)
    _, secret = issue(user=user, label="banc", scope=Scope.ECRITURE, bodies=[contract.body], expires_at=end)
    return {
        "name": user.username,
        "secret": secret,
        "place": f"{contract.body.code}/{contract.code}",
        "codes": [(indicator.code, indicator.defined.takes_pair) for indicator in indicators],
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
