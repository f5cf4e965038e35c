"""A body that has validated a figure, and its only administrator."""

from typing import Any

import pytest

from accounts.models import User
from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.recording import MonthStep, submit, validate
from tests.factories import enter, make_indicator, make_user, pair


@pytest.fixture
def body() -> Any:
    """A body that has validated a month."""
    indicator = make_indicator()
    contract = indicator.contract
    controller, writer = (make_user(Role.CONTROLEUR, contract.body) for _ in range(2))
    enter(indicator, "2024-03", pair(1, 2), actor=writer)
    submit(
        contract=contract, steps=[MonthStep(indicator, Month(2024, 3), 1)], actor=writer, origin=Origin.FORM
    )
    validate(
        contract=contract,
        steps=[MonthStep(indicator, Month(2024, 3), 2)],
        actor=controller,
        origin=Origin.FORM,
    )
    return contract.body


@pytest.fixture
def asker(body: Any) -> User:
    return make_user(Role.ADMINISTRATEUR, body, username="alix")
