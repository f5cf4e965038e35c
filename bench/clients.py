"""Request pages of the production server from several clients at once, subject and reference in turn: compressed, as
browsers do.
"""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from urllib.parse import urlsplit

# Short rounds, so that whatever else the machine does for a second slows both.
ROUNDS = 12
REQUESTS_A_ROUND = 48
CLIENTS = (1, 4, 16)


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of each request."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.runs)

    @property
    def p95(self) -> float:
        return quantiles(self.runs, n=20)[-1]


@dataclass(frozen=True, slots=True)
class Against:
    name: str
    clients: int
    subject: Timed
    reference: Timed

    def line(self) -> str:
        """A row of the table."""
        return (
            f"| {self.name} | {self.clients} | {self.subject.median:.1f} | {self.subject.p95:.1f} "
            f"| {self.reference.median:.1f} | {self.reference.p95:.1f} "
            f"| {self.subject.p95 / self.reference.p95:.2f} |"
        )


HEADING = (
    "| page | clients | median ms | p95 ms | reference, median ms | p95 ms | p95 / p95 |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Visits:
    """A session on a server."""

    url: str
    cookie: str

    def against(self, name: str, subject: str, reference: str, clients: int) -> Against:
        """Time subject and reference in turn, so that a machine that slows down slows both."""
        self.timed_requests(subject, clients, clients * 4)
        self.timed_requests(reference, clients, clients * 4)
        timed: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            timed[0].extend(self.timed_requests(subject, clients, REQUESTS_A_ROUND))
            timed[1].extend(self.timed_requests(reference, clients, REQUESTS_A_ROUND))
        return Against(name, clients, Timed(tuple(timed[0])), Timed(tuple(timed[1])))

    def timed_requests(self, path: str, clients: int, requests: int) -> list[float]:
        with ThreadPoolExecutor(clients) as pool:
            each = pool.map(lambda _: self._one_after_the_other(path, requests // clients), range(clients))
            return [run for runs in each for run in runs]

    def size(self, path: str) -> int:
        return len(self._ask(self._connection(), path, "identity"))

    def _one_after_the_other(self, path: str, count: int) -> list[float]:
        connection = self._connection()
        runs = []
        for _ in range(count):
            start = time.perf_counter()
            self._ask(connection, path)
            runs.append((time.perf_counter() - start) * 1000)
        connection.close()
        return runs

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def _ask(self, connection: http.client.HTTPConnection, path: str, encoding: str = "gzip") -> bytes:
        connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Encoding": encoding})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return content
