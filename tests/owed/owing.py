"""People who owe something, and how they came to."""

from accounts.models import User
from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.recording import MonthStep, return_, submit, validate
from tests.factories import enter, every_year, make_indicator, make_user, pair


def filled(contract, until=8):
    """An indicator that has its months until August."""
    made = make_indicator(contract, targets=every_year("80", "90", range(2025, 2028)), first_year=2025)
    for number in range(1, until + 1):
        enter(made, f"2025-0{number}", pair(90 + number % 2, 100), comment="RAS")
        act(validate, made, f"2025-0{number}", 1)
    return made


def person(contract, username="camille", role=Role.GESTIONNAIRE, **more):
    user = make_user(role, contract.body, username=username)
    User.objects.filter(pk=user.pk).update(**{"email": f"{username}@exemple.invalid"} | more)
    return User.objects.get(pk=user.pk)


def act(verb, indicator, month, version, actor=None, **more):
    steps = [MonthStep(indicator, Month.parse(month), version)]
    verb(contract=indicator.contract, steps=steps, actor=actor, origin=Origin.FORM, **more)


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/qui-doit-quoi/{rest}"


def entered(indicator, numerator=91, comment="RAS"):
    enter(indicator, "2025-09", pair(numerator, 100), comment=comment)


def submitted(indicator):
    entered(indicator)
    act(submit, indicator, "2025-09", 1)


def returned(indicator):
    submitted(indicator)
    act(return_, indicator, "2025-09", 2, reason="périmètre à revoir")
