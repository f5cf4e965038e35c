"""The measured subjects and their references."""

from collections.abc import Iterator

from django.core.cache import caches
from django.test import Client

from accounts.models import User
from bench import figures
from bench.pairs import Paired, paired
from commitments.models import Contract
from cpg.shared.periods import Quarter
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.files import Format, write
from dashboards.exports.quarter import quarter_rows


def measures(runs: int) -> Iterator[Paired]:
    contract = Contract.objects.select_related("body").earliest("pk")
    yield made_anew("Dashboard", f"/{contract.body.code}/{contract.code}/", "/reference/", runs)
    yield made_anew("Réseau", f"/reseau/{contract.code}/", "/reference/reseau/", runs)
    yield attainments(contract, runs)
    yield export(contract, runs)
    yield figures.one_series(contract, runs)
    yield figures.computing(runs // 4)
    yield figures.everything(runs // 4)


def made_anew(name: str, address: str, reference: str, runs: int) -> Paired:
    """A page for the first visitor after a change: nothing of it is cached. Both are compressed, as browsers ask."""
    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(User.objects.get(username="direction"))

    def first() -> None:
        caches["pages"].clear()
        client.get(address)

    return paired(
        f"{name} made anew, beside one query and the same template",
        first,
        lambda: client.get(reference),
        runs=runs,
    )


def attainments(contract: Contract, runs: int) -> Paired:
    """All attainments of a contract through the API, beside one query and orjson."""
    client = Client()
    client.force_login(User.objects.get(username="direction"))
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
