"""The drill: while programs write by the API, the worker, Redis and PostgreSQL are killed one after the other. Every
write that was answered as recorded must be there, once; and attainment must follow without help.
"""

import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from tests.support.postgres import PostgresServer
from tests.support.process import wait_until
from tests.support.reaper import command_of, family, send
from tests.support.stack import Stack
from tests.support.writing import MARK, Programs, Write

WRITES = 200
MONTHS = 24
CONTRACT = "cpg-2023-2027"
RECOVERY_SECONDS = 60
FIRST_VALUE, FIRST_VALUE_OF_THE_CONTROL = 100_000, 200_000
# PostgreSQL answers before its journal is on disk, and takes its time to write it: a power cut loses what it answered.
UNSAFE = (
    "synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=1GB", "wal_buffers=64MB",
    "full_page_writes=off", "bgwriter_lru_maxpages=0", "autovacuum=off",
)  # fmt: skip
ISSUE_A_TOKEN = """
from datetime import timedelta
from django.utils import timezone
from accounts.models import Body, User
from accounts.rights import Scope
from accounts.tokens import issue
user = User.objects.get(username="controleur")
token, secret = issue(user=user, label="exercice", scope=Scope.ECRITURE,
    bodies=list(Body.objects.visible_to(user)), expires_at=timezone.now() + timedelta(days=1))
print(secret)
"""
STORED = """
    SELECT b.code, c.code, i.code, to_char(r.month, 'YYYY-MM'), r.version, r.value
    FROM indicators_actualrevision r
    JOIN indicators_indicator i ON i.id = r.indicator_id
    JOIN commitments_contract c ON c.id = i.contract_id
    JOIN accounts_body b ON b.id = c.body_id
    JOIN commitments_change g ON g.id = r.change_id
    WHERE g.reason = %s
"""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the drill shows. `recovered_after` is None where attainment did not follow in time."""

    acknowledged: int
    found_later: int
    retries: int
    lost: tuple[Write, ...]
    doubled: tuple[int, ...]
    unsettled: tuple[str, ...]
    recovered_after: float | None

    @property
    def ok(self) -> bool:
        return not (self.lost or self.doubled or self.unsettled) and self.recovered_after is not None


@dataclass(frozen=True, slots=True)
class Outage:
    name: str
    strike: Callable[[], None]
    bring_back: Callable[[], None]


def faults_of(stack: Stack) -> tuple[Outage, ...]:
    assert stack.redis is not None, "the drill kills its own Redis"
    assert stack.postgres is not None, "the drill kills its own PostgreSQL"
    return (
        Outage("worker", partial(kill_workers, stack), partial(start_workers, stack)),
        Outage("Redis", stack.redis.process.kill, stack.redis.start),
        Outage("PostgreSQL", partial(stack.postgres.stop, signal.SIGQUIT), stack.postgres.start),
    )


def run(stack: Stack, say: Callable[[str], None], writes: int = WRITES) -> Findings:
    programs = Programs(stack.url, issue_a_token(stack))
    go_through(faults_of(stack), programs, say, writes, FIRST_VALUE)
    return check(stack, programs, _recovery(stack))


def go_through(
    faults: Sequence[Outage], programs: Programs, say: Callable[[str], None], writes: int, first_value: int
) -> None:
    """Write while each of them comes and goes in turn."""
    programs.start(programs.months(CONTRACT, MONTHS), first_value)
    try:
        for rank, fault in enumerate(faults, 1):
            share = writes * rank // len(faults) - writes * (rank - 1) // len(faults)
            _write_through(programs, fault, share)
            say(
                f"{fault.name} tué puis relancé\u00a0: {programs.settled} écritures, {programs.retries} reprises"
            )
    finally:
        programs.stop()


def run_control(stack: Stack, writes: int = 40) -> Findings:
    """The same check where it must find something: PostgreSQL answers too soon and loses power."""
    assert stack.postgres is not None
    durable = stack.postgres
    programs = Programs(stack.url, issue_a_token(stack))
    months = programs.months(CONTRACT, MONTHS)
    durable.stop()
    stack.postgres = PostgresServer(UNSAFE, folder=durable.folder, port=durable.port)
    stack.postgres.start()
    _hold_the_journal_writer(stack.postgres)
    try:
        programs.start(months, FIRST_VALUE_OF_THE_CONTROL)
        programs.allow(writes)
        wait_until(lambda: programs.settled >= writes, 60, "the control's writes are answered")
        stack.postgres.process.kill()
    finally:
        programs.stop()
        stack.postgres = durable
        durable.start()
    return check(stack, programs, _recovery(stack))


def check(stack: Stack, programs: Programs, recovered_after: float | None) -> Findings:
    """Compare with the database: each acknowledged write is there, and no value is there twice."""
    rows = [
        (f"/api/v1/actuals/{body}/{contract}/{code}/{month}/", version, int(value))
        for body, contract, code, month, version, value in stack.ask(STORED, MARK)
    ]
    there = set(rows)
    told = [*programs.acknowledged, *programs.found]
    times = Counter(value for _, _, value in rows)
    return Findings(
        acknowledged=len(programs.acknowledged),
        found_later=len(programs.found),
        retries=programs.retries,
        lost=tuple(write for write in told if (write.path, write.replaced + 1, write.value) not in there),
        doubled=tuple(value for value, count in times.items() if count > 1),
        unsettled=tuple(programs.unsettled),
        recovered_after=recovered_after,
    )


def issue_a_token(stack: Stack) -> str:
    return stack.manage("shell", "--verbosity", "0", "--command", ISSUE_A_TOKEN).stdout.split()[-1]


def report(findings: Findings) -> Sequence[str]:
    recovered = findings.recovered_after
    return (
        f"confirmées\u00a0: {findings.acknowledged}",
        f"retrouvées enregistrées à la reprise\u00a0: {findings.found_later}",
        f"reprises\u00a0: {findings.retries}",
        f"confirmées et perdues\u00a0: {len(findings.lost)}",
        f"en double\u00a0: {len(findings.doubled)}",
        f"sans issue\u00a0: {len(findings.unsettled)}",
        "les calculs ne suivent pas" if recovered is None else f"calculs vérifiés en {recovered:.0f}\u00a0s",
        *findings.unsettled[:3],
    )


def _write_through(programs: Programs, fault: Outage, share: int) -> None:
    """A third of the share before the fault, the rest during it and after."""
    before = programs.settled
    programs.allow(share)
    wait_until(lambda: programs.settled >= before + share // 3, 60, f"writes before {fault.name} is killed")
    fault.strike()
    time.sleep(0.5)
    fault.bring_back()
    wait_until(lambda: programs.settled >= before + share, 120, f"writes once {fault.name} is back")


def _recovery(stack: Stack) -> float | None:
    """How long until nothing waits and every figure is what the facts give."""
    started = time.monotonic()
    try:
        wait_until(lambda: stack.pending() == 0, RECOVERY_SECONDS, "nothing waits for its recompute")
    except AssertionError:
        return None
    is_right = stack.manage("recompute", "--check", check=False).returncode == 0
    elapsed = time.monotonic() - started
    return elapsed if is_right and elapsed <= RECOVERY_SECONDS else None


def _hold_the_journal_writer(postgres: PostgresServer) -> None:
    """What it had not written when the power goes is lost: held, it has written nothing."""
    writers = [pid for pid in family(postgres.process.pid) if b"walwriter" in command_of(pid)]
    assert writers, "PostgreSQL has a process that writes its journal"
    send(writers, signal.SIGSTOP)


def kill_workers(stack: Stack) -> None:
    stack.interactive.kill()
    stack.bulk.kill()


def start_workers(stack: Stack) -> None:
    with ThreadPoolExecutor(2) as threads:
        for started in [threads.submit(worker.start) for worker in (stack.interactive, stack.bulk)]:
            started.result()
