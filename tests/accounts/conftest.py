"""A body that has validated a figure, and its only administrator; the provider of identities of the tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from accounts.rights import Role
from accounts.sign_on.openid import discovery
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.recording import MonthStep, submit, validate
from tests.factories import enter, make_indicator, make_user, pair
from tests.support.openid import Provider, running


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


@pytest.fixture(scope="session")
def started_provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(started_provider: Provider, settings: Any) -> Provider:
    started_provider.reset()
    discovery.forget()
    settings.OPENID = started_provider.configuration()
    settings.PUBLIC_URL = "http://testserver"
    return started_provider
