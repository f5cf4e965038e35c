"""What figures cost: computed, and computed and stored, beside one SQL statement that writes as many rows."""

from django.db import connection

from bench import bodies, statement
from bench.pairs import Paired, paired
from commitments.models import Contract
from indicators.domain.attainment import attain_all
from indicators.models import Indicator, StoredAttainment
from indicators.recompute import recompute_series
from indicators.selectors import series_by_key

# An act on each contract: each row is another one after its recompute, at least by its sequence.
ACT = "UPDATE commitments_contract SET sequence = sequence + 1"


def everything(runs: int) -> Paired:
    """All attainments of all bodies rebuilt and stored, each of their rows changed."""
    statement.prepare()

    def before() -> None:
        statement.empty()
        with connection.cursor() as cursor:
            cursor.execute(ACT)

    found = paired("", bodies.rebuild, statement.run, runs=runs, warmup=1, before=before)
    rows, values, statuses, scores = statement.agreement()
    name = (
        f"{rows} attainments rebuilt and stored, beside one SQL statement that writes value, targets to date, status "
        f"and score of as many rows (the same in {values}, {statuses} and {scores} of them)"
    )
    return Paired(name, found.subject, found.reference)


def computing(runs: int) -> Paired:
    """Every series of every body computed in memory, for one of them; the reference writes nothing either."""
    statement.prepare()
    indicators = list(Indicator.objects.with_definition())
    series = list(series_by_key(indicators).values())

    def compute() -> None:
        for each in series:
            attain_all(each)

    found = paired("", compute, statement.compute, runs=runs, warmup=1)
    each_takes = [[run / len(series) for run in timed] for timed in (found.subject, found.reference)]
    name = f"One of {len(series)} series computed in memory, beside the same statement that writes nothing"
    return Paired(name, *each_takes)


def one_series(contract: Contract, runs: int) -> Paired:
    """Sixty months of one indicator rebuilt and stored, beside writing sixty rows that are ready."""
    indicator = Indicator.objects.filter(contract=contract).order_by("position")[5]
    rows = list(StoredAttainment.objects.filter(indicator=indicator))
    columns = [
        each.name
        for each in StoredAttainment._meta.concrete_fields
        if each.name not in {"id", "indicator", "month"}
    ]
    return paired(
        f"Attainment of {indicator.code} rebuilt over {len(rows)} months, beside writing rows that are ready",
        lambda: recompute_series(indicator.pk),
        lambda: StoredAttainment.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["indicator", "month"], update_fields=columns
        ),
        runs=runs,
    )
