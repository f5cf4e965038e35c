"""What is measured, and beside what."""

from collections.abc import Iterator

from django.test import Client

from accounts.models import User
from bench import reference
from bench.pairs import Paired, paired
from commitments.models import Contract
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.files import Format, write
from dashboards.exports.quarter import Quarter, quarter_rows
from indicators import stored
from indicators.models import Attainment, Indicator
from indicators.recompute import recompute_series


def measures(runs: int) -> Iterator[Paired]:
    contract = Contract.objects.select_related("body").get()
    yield dashboard(contract, runs)
    yield attainments(contract, runs)
    yield export(contract, runs)
    yield recompute(contract, runs)


def dashboard(contract: Contract, runs: int) -> Paired:
    """The dashboard beside one query and the same template; both must give nearly the same bytes."""
    client = Client()
    client.force_login(User.objects.get(username="direction"))
    reference.prepare(contract)
    address = f"/{contract.body.code}/{contract.code}/"
    sizes = [len(client.get(url).content) for url in (address, "/reference/")]
    if sizes[1] < 0.9 * sizes[0]:
        raise SystemExit(
            f"The reference gives {sizes[1]} bytes, the dashboard {sizes[0]}: they do not compare."
        )
    name = f"Dashboard, 30 indicators, {sizes[0]} bytes, beside one query and the same template"
    return paired(name, lambda: client.get(address), lambda: client.get("/reference/"), runs=runs)


def attainments(contract: Contract, runs: int) -> Paired:
    """A contract's every attainment through the API, beside one query and orjson."""
    client = Client()
    client.force_login(User.objects.get(username="direction"))
    reference.prepare(contract)
    address = f"/api/v1/attainments/?organisme={contract.body.code}&page_size=2000"
    answers = [client.get(url) for url in (address, "/reference/attainments/")]
    rows = [len(answer.json()["results"]) for answer in answers]
    if rows[0] != rows[1]:
        raise SystemExit(f"The reference gives {rows[1]} rows, the API {rows[0]}: they do not compare.")
    return paired(
        f"{rows[0]} attainments as JSON ({len(answers[0].content)} bytes), beside values() and orjson "
        f"({len(answers[1].content)} bytes)",
        lambda: client.get(address),
        lambda: client.get("/reference/attainments/"),
        runs=runs,
    )


def export(contract: Contract, runs: int) -> Paired:
    """A quarter computed from the facts beside the same rows written without computing them."""
    quarter = Quarter(contract.first_year + 1, 4)
    rows = quarter_rows(contract, quarter)
    return paired(
        "Quarter's CSV computed from the facts, beside writing the same rows",
        lambda: write(Format.EXCEL_FR, QUARTER_COLUMNS, quarter_rows(contract, quarter), str(quarter)),
        lambda: write(Format.EXCEL_FR, QUARTER_COLUMNS, rows, str(quarter)),
        runs=runs,
    )


def recompute(contract: Contract, runs: int) -> Paired:
    """Sixty months of one indicator rebuilt, beside writing sixty rows that are ready."""
    indicator = Indicator.objects.filter(contract=contract).order_by("position")[5]
    rows = list(Attainment.objects.filter(indicator=indicator))
    return paired(
        f"Attainment of {indicator.code} rebuilt over {len(rows)} months, beside writing rows that are ready",
        lambda: recompute_series(indicator.pk),
        lambda: Attainment.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["indicator", "month"],
            update_fields=["sequence", *stored.COLUMNS],
        ),
        runs=runs,
    )
