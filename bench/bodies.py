"""Build many bodies with the same contract and every month of it, by bulk inserts into the application's tables.

The application computes the attainments of the first bodies; the twenty-fold data are copies of these rows, because
computing them would take hours.
"""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from accounts.demo import make_accounts
from accounts.models import Body, Membership, User
from accounts.rights import Role
from bench.copies import copy_facts, copy_texts
from commitments.ledger.state import State
from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Month, months_between
from indicators.demo.facts import Sketch, facts_of
from indicators.demo.loading import load_first_contract
from indicators.models import ActualRevision, Indicator
from indicators.recompute import recompute_together
from indicators.recording.revisions import append_revisions, columns_of
from indicators.selectors import known

BODIES = 21


def build(bodies: int = BODIES) -> Contract:
    """Load the project's contract for that many bodies; returns the first."""
    load_first_contract(settings.CONTRACT_FILE)
    first = Contract.objects.select_related("body").get()
    Contract.objects.update(is_demo=True)
    people = make_accounts(first.body)
    with transaction.atomic():
        copy_texts(bodies - 1)
    for contract in Contract.objects.select_related("body").order_by("pk"):
        with transaction.atomic():
            fill(contract)
    rebuild()
    join_all_bodies(people[Role.DIRECTION])
    analyze()
    return first


def multiply(factor: int) -> None:
    """Multiply the bodies, with all their rows."""
    with transaction.atomic():
        copy_facts(factor - 1)
    analyze()


def fill(contract: Contract) -> None:
    """Record one act for each month of the contract, with every due value."""
    indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    knowledge = known(indicators)
    last = Month(contract.last_year, 12)
    months = list(months_between(Month(contract.first_year, 1), last))
    acts = dict(zip(months, _acts(contract, months), strict=True))
    revisions = []
    for indicator in indicators:
        key = f"{contract.body.code} {indicator.code}"
        # Ranks of the demonstration decide how good an indicator is: here each body has its own.
        rank = random.Random(key).randint(1, 40)
        sketch = Sketch(key, rank, knowledge[indicator.pk].series, indicator.defined.entry_decimals)
        revisions += [
            ActualRevision(
                indicator=indicator, month=month.first_day, version=1, change=acts[month],
                state=State.VALIDE, **columns_of(fact),
            )
            for month, fact in facts_of(sketch, last)
        ]  # fmt: skip
    append_revisions(revisions)
    Contract.objects.filter(pk=contract.pk).update(sequence=acts[last].sequence)


def _acts(contract: Contract, months: list[Month]) -> list[Change]:
    start = Contract.objects.values_list("sequence", flat=True).get(pk=contract.pk)
    zone = ZoneInfo(settings.TIME_ZONE)
    return Change.objects.bulk_create(
        Change(
            contract=contract,
            sequence=start + rank,
            recorded_at=datetime.combine(month.last_day + timedelta(days=8), datetime.min.time(), zone),
            origin=Origin.DEMO,
            verb="record",
        )
        for rank, month in enumerate(months, start=1)
    )


def rebuild() -> None:
    """Rebuild all attainments, as `manage.py recompute` does: a transaction a contract."""
    for contract in Contract.objects.order_by("pk"):
        recompute_together(list(contract.indicators.values_list("pk", flat=True)))


def join_all_bodies(user: User) -> None:
    """Let one person read all bodies."""
    Membership.objects.bulk_create(
        [Membership(user=user, body=body, role=Role.DIRECTION) for body in Body.objects.all()],
        ignore_conflicts=True,
    )


def analyze() -> None:
    """Refresh the planner's statistics: after a bulk insert PostgreSQL plans as if the tables were still empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
