"""Programs that write months by the API and do not give up: each write is tried until it is known what became of it."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

ANSWER_SECONDS = 10
RETRY_SECONDS = 0.1
GIVE_UP_SECONDS = 90
MARK = "exercice de panne"


@dataclass(frozen=True, slots=True)
class Write:
    """One value of its own for a month, in place of a version that was read."""

    path: str
    replaced: int
    value: int


@dataclass
class Programs:
    """Several programs at once, each with its own months; `acknowledged` are the writes that were answered as recorded,
    `found` those whose answer was lost and which the next try found recorded. `refused_seconds`: of the write that was
    refused longest, how long it was until it was taken.
    """

    base: str
    secret: str
    adapter: HTTPAdapter | None = None
    acknowledged: list[Write] = field(default_factory=list)
    found: list[Write] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)
    retries: int = 0
    refused_seconds: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _allowed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _threads: list[threading.Thread] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _next: int = 0

    @property
    def settled(self) -> int:
        return len(self.acknowledged) + len(self.found) + len(self.unsettled)

    def months(self, contract: str, wanted: int) -> dict[str, int]:
        """Paths of months that hold a plain value, with their versions."""
        rows = self._session().get(
            f"{self.base}/api/v1/actuals/", params={"contract": contract, "page_size": "1000"}, timeout=30
        )
        rows.raise_for_status()
        return dict(list(_plain(rows.json()["results"]))[:wanted])

    def start(self, months: dict[str, int], first_value: int, programs: int = 4) -> None:
        """Each takes its share of the months. They write only what `allow` lets them."""
        self._next = first_value
        shares = [dict(list(months.items())[rank::programs]) for rank in range(programs)]
        self._threads = [
            threading.Thread(target=self._write_all, args=(share,), daemon=True) for share in shares
        ]
        for thread in self._threads:
            thread.start()

    def allow(self, writes: int) -> None:
        self._allowed.release(writes)

    def stop(self) -> None:
        self._stop.set()
        if self._threads:
            self._allowed.release(len(self._threads))
        for thread in self._threads:
            thread.join(GIVE_UP_SECONDS)

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {self.secret}"
        if self.adapter:
            session.mount("http://", self.adapter)
        return session

    def _write_all(self, months: dict[str, int]) -> None:
        session = self._session()
        while True:
            for path, version in months.items():
                self._allowed.acquire()
                if self._stop.is_set():
                    return
                with self._lock:
                    self._next += 1
                    write = Write(path, version, self._next)
                months[path] = self._settle(session, write)

    def _settle(self, session: requests.Session, write: Write) -> int:
        """Write until the answer tells; returns the version that stands then."""
        first = time.monotonic()
        last = ""
        while (now := time.monotonic()) < first + GIVE_UP_SECONDS and not self._stop.is_set():
            self.refused_seconds = max(self.refused_seconds, now - first)
            try:
                answer = self._put(session, write)
            except requests.RequestException as error:
                last = type(error).__name__
            else:
                last = f"{answer.status_code} {answer.text[:300]}"
                if answer.status_code in {200, 201}:
                    return self._settled(self.acknowledged, write)
                if answer.status_code == 412 and _is_ours(answer.json()["current"], write):
                    return self._settled(self.found, write)
                if answer.status_code < 500:
                    break
            self.retries += 1
            time.sleep(RETRY_SECONDS)
        if not self._stop.is_set():
            self.unsettled.append(f"{write}: {last}")
        return write.replaced

    def _put(self, session: requests.Session, write: Write) -> requests.Response:
        return session.put(
            self.base + write.path,
            json={"value": str(write.value), "reason": MARK},
            headers={"If-Match": f'"{write.replaced}"'},
            timeout=ANSWER_SECONDS,
        )

    def _settled(self, where: list[Write], write: Write) -> int:
        where.append(write)
        return write.replaced + 1


def _is_ours(current: dict[str, Any], write: Write) -> bool:
    return bool(current["version"] == write.replaced + 1 and current["value"] == str(write.value))


def _plain(rows: Iterable[dict[str, Any]]) -> Iterable[tuple[str, int]]:
    """Numbers of some size: one more is one that the forms' rules let pass."""
    for row in rows:
        if row["value"] is not None and float(row["value"]) >= 100:
            yield "/api/v1/actuals/{organisme}/{contract}/{indicator}/{month}/".format(**row), row["version"]
