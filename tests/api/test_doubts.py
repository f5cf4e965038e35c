"""What is unlikely in a month, as the API and the page of the month tell it."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.recording import MonthStep, submit, validate
from tests.api.asking import Program
from tests.factories import assign, every_year, make_contract, make_indicator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]


def test_a_month_has_the_doubts_that_its_page_shows_until_it_is_validated(client: Any) -> None:
    contract = make_contract()
    indicator = make_indicator(contract, bounded=True, targets=every_year("80", "90"))
    author = make_user(Role.GESTIONNAIRE, contract.body)
    assign(author, indicator)
    program = Program(author)
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    address = f"{contract.body.code}/{contract.code}/R1/2025-03/"
    assert program.get(f"actuals/{address}").json()["doubts"] == []
    body = {"numerator": "5", "denominator": "1000", "comment": "panne"}
    [doubt] = program.put(f"actuals/{address}", body, version=0).json()["doubts"]
    assert doubt["code"] == "hundredfold"
    assert doubt["sentence"] in unescape(client.get(f"/{address}").content.decode())
    step = MonthStep(contract.indicators.with_definition().get(code="R1"), Month(2025, 3), 1)
    submit(contract=contract, steps=[step], actor=None, origin=Origin.COMMAND)
    validate(contract=contract, steps=[replace(step, expected_version=2)], actor=None, origin=Origin.COMMAND)
    assert program.get(f"actuals/{address}").json()["doubts"] == []
    assert doubt["sentence"] not in unescape(client.get(f"/{address}").content.decode())
