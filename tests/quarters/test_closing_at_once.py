"""Two closings at once, an entry at the moment of closing: one order, nothing lost, no closed quarter changed."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from functools import partial
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection

from commitments.ledger.refusals import Refusal
from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.models import FrozenExport, QuarterClosing
from dashboards.quarters import acts, closing
from dashboards.quarters.closing import close_quarter
from indicators.models import Indicator
from indicators.recording import put
from tests.closing import confirm_everything
from tests.factories import enter, every_year, make_contract, make_indicator, pair

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3
COMMON = {"actor": None, "origin": Origin.FORM}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        yield


def make_quarter(year: int) -> tuple[Contract, Quarter, Indicator, str]:
    """A quarter that is ready, its indicator, and the digest of what was shown."""
    contract = make_contract(code=f"cpg-{year}")
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    quarter = Quarter(2025, 1)
    for rank, month in enumerate(quarter.months):
        enter(indicator, str(month), pair(90 + rank, 100))
    return contract, quarter, indicator, confirm_everything(contract, quarter)


def close(contract: Contract, quarter: Quarter, seen: str) -> QuarterClosing:
    return close_quarter(contract=contract, quarter=quarter, expected_version=0, seen=seen, **COMMON)


def correct(indicator: Indicator, month: Month) -> object:
    return put(
        indicator=indicator, month=month, fact=pair(50, 100), expected_version=1, reason="erreur", comment="grève",
        **COMMON,
    )  # fmt: skip


def outcome(act: Callable[[], object], start: Barrier | None = None) -> str:
    """What the act came to: "done", or the code of its refusal."""
    try:
        if start is not None:
            start.wait(30)
        act()
    except Refusal as refusal:
        return refusal.code
    finally:
        connection.close()
    return "done"


def at_once(*wanted: Callable[[], object]) -> list[str]:
    start = Barrier(len(wanted))
    with ThreadPoolExecutor(len(wanted)) as threads:
        return [each.result(60) for each in [threads.submit(outcome, act, start) for act in wanted]]


def value_frozen(closed: QuarterClosing) -> bytes:
    return bytes(FrozenExport.objects.get(closing=closed, format="open-data").content)


def test_of_two_closings_at_once_one_is_taken_and_the_other_is_told() -> None:
    for year in range(ROUNDS):
        contract, quarter, _, seen = make_quarter(year)
        double_click = partial(close, contract, quarter, seen)
        assert sorted(at_once(double_click, double_click)) == ["done", "stale_version"]
        assert QuarterClosing.objects.get(contract=contract).version == 1
        sequences = list(Change.objects.filter(contract=contract).values_list("sequence", flat=True))
        assert sorted(sequences) == list(range(1, len(sequences) + 1))


def test_an_entry_at_the_moment_of_closing_comes_before_or_after_and_never_within() -> None:
    for year in range(ROUNDS):
        contract, quarter, indicator, seen = make_quarter(year)
        march = quarter.last_month
        closed, entered = at_once(partial(close, contract, quarter, seen), partial(correct, indicator, march))
        assert (closed, entered) in {("done", "closed"), ("not_ready", "done"), ("not_read", "done")}
        held = indicator.actual_revisions.filter(month=march.first_day).latest("version")
        if closed == "done":
            assert held.version == 1
            assert b"50" not in value_frozen(QuarterClosing.objects.get(contract=contract)).split(b"\n")[
                1
            ].split(b",")
        else:
            assert held.fact == pair(50, 100)
            assert not QuarterClosing.objects.filter(contract=contract).exists()


def entry_within(
    monkeypatch: pytest.MonkeyPatch, contract: Contract, quarter: Quarter, seen: str, indicator: Indicator
) -> tuple[str, str]:
    """Close; once the checklist was found ready and before anything is frozen, somebody else enters a value."""
    march = quarter.last_month
    started: list[Future[str]] = []
    with ThreadPoolExecutor(1) as threads:

        def enter_now(checklist: Any) -> None:
            acts.require_ready(checklist)
            started.append(threads.submit(outcome, partial(correct, indicator, march)))
            # The entry that has to wait for the end of the closing is not done yet.
            try:
                started[0].result(3)
            except NotYetError:
                return

        monkeypatch.setattr(closing, "require_ready", enter_now)
        closed = outcome(partial(close, contract, quarter, seen))
        return closed, started[0].result(60)


def test_an_entry_within_the_closing_waits_and_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    contract, quarter, indicator, seen = make_quarter(1)
    assert entry_within(monkeypatch, contract, quarter, seen, indicator) == ("done", "closed")
    assert indicator.actual_revisions.filter(month=quarter.last_month.first_day).count() == 1


def test_without_the_lock_of_the_contract_the_entry_gets_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: then only the unique sequence of acts refuses the closing, without a word for people. SQLite has one
    writer at a time, whatever the application locks.
    """
    if connection.vendor == "sqlite":
        return
    contract, quarter, indicator, seen = make_quarter(1)
    monkeypatch.setattr(acts, "lock_contract", lambda pk: Contract.objects.get(pk=pk))
    with pytest.raises(IntegrityError, match="change_sequence_once"):
        entry_within(monkeypatch, contract, quarter, seen, indicator)
    assert indicator.actual_revisions.filter(month=quarter.last_month.first_day).count() == 2
