"""GET over http, for readers: each address is checked, redirects too, and an answer is whole or it is none."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from threading import Event
from urllib.parse import SplitResult, urljoin

from accounts.outgoing.addresses import ForbiddenAddressError, parts_of
from accounts.outgoing.connecting import PinnedClear, PinnedConnection, cut_after
from cpg.shared import french
from indicators.sources import arrived, reach
from indicators.sources.arrived import LARGEST_ARRIVAL, SourceTrouble

PORTS = {"https": 443, "http": 80}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent, whole. `url` is where it came from in the end."""

    url: str
    status: int
    headers: HTTPMessage
    content: bytes

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()


class Caller:
    """The calls of one reading: all of them end together."""

    def __init__(self) -> None:
        self.host = ""
        self.is_over = Event()
        self._connection: PinnedClear | None = None

    def get(self, url: str, headers: Mapping[str, str], secrets: Mapping[str, str]) -> Answer:
        """`secrets` are headers that another server than the first is not sent."""
        first = None
        for _ in range(MOST_REDIRECTS + 1):
            parts = _parts(url)
            first = first or _server(parts)
            sent = {**headers, **(secrets if _server(parts) == first else {})}
            answer = self._one(url, parts, sent)
            target = answer.headers["Location"] if answer.status in REDIRECTS else None
            if target is None:
                return answer
            url = urljoin(url, target).partition("#")[0]
        raise SourceTrouble(
            f"{self.host} renvoie sans fin d’une adresse à l’autre\u00a0: vérifiez l’adresse."
        )

    def cut(self) -> None:
        if self._connection is not None:
            self._connection.cut()

    def _one(self, url: str, parts: SplitResult, headers: Mapping[str, str]) -> Answer:
        scheme, host, port = _server(parts)
        self.host = host
        kind = PinnedConnection if scheme == "https" else PinnedClear
        self._connection = kind(host, port, reach.address_of(host, port))
        if self.is_over.is_set():
            raise reach.too_slow(host)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            self._connection.request("GET", path, headers={"Accept-Encoding": "identity", **headers})
            with self._connection.getresponse() as response:
                return Answer(url, response.status, response.headers, _whole(response, host))
        finally:
            self._connection.close()


@contextmanager
def calling() -> Iterator[Caller]:
    """Errors of the network become sentences."""
    caller = Caller()
    with cut_after(arrived.READ_SECONDS, caller.cut) as caller.is_over:
        try:
            yield caller
        except ssl.SSLCertVerificationError as error:
            raise reach.untrusted(caller.host) from error
        except (OSError, HTTPException) as error:
            raise _trouble(caller, error) from error


def refuse_failed(answer: Answer, host: str, nothing_there: str) -> None:
    """`nothing_there` says what to do of an address under which the server has nothing."""
    status = answer.status
    if 200 <= status < 300:
        return
    if status in {401, 403}:
        raise SourceTrouble(
            f"{host} refuse l’accès ({status})\u00a0: vérifiez le secret de la connexion, et ce qu’il a le droit de "
            "lire."
        )
    if status in {404, 410}:
        raise SourceTrouble(f"{host} n’a rien à cette adresse ({status})\u00a0: {nothing_there}")
    if status >= 500 or status == 429:
        raise SourceTrouble(
            f"{host} est en panne ou surchargé ({status}). Un nouvel essai suit\u00a0; si cela dure, prévenez qui le "
            "tient."
        )
    raise SourceTrouble(f"{host} refuse la demande ({status})\u00a0: vérifiez les réglages de la connexion.")


def _trouble(caller: Caller, error: Exception) -> SourceTrouble:
    if caller.is_over.is_set():
        return reach.too_slow(caller.host)
    return reach.unreachable(caller.host) if isinstance(error, OSError) else reach.cut_short(caller.host)


def _parts(url: str) -> SplitResult:
    try:
        parts = parts_of(url, tuple(PORTS))
    except ForbiddenAddressError as error:
        raise SourceTrouble(str(error)) from error
    if parts.scheme == "http":
        reach.refuse_clear_text(parts.hostname or "")
    return parts


def _server(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


def _whole(response: HTTPResponse, host: str) -> bytes:
    """What does not say how long it is could be cut without anybody noticing."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise SourceTrouble(
            f"{host} comprime ce qu’il envoie sans qu’on le demande\u00a0: adressez-vous à qui tient ce serveur."
        )
    said = response.headers["Content-Length"]
    if said is None and not response.chunked and response.status < 300:
        raise SourceTrouble(
            f"{host} ne dit pas la taille de ce qu’il envoie\u00a0: on ne saurait pas si le fichier est entier. "
            "Adressez-vous à qui tient ce serveur."
        )
    content = response.read(LARGEST_ARRIVAL + 1)
    if len(content) > LARGEST_ARRIVAL:
        raise SourceTrouble(
            f"{host} envoie plus de {LARGEST_ARRIVAL // MEGABYTE}{french.NO_BREAK}Mo, et rien n’a été lu\u00a0: "
            "demandez-en moins à la fois."
        )
    if said is not None and said.isdigit() and len(content) < int(said):
        raise reach.cut_short(host)
    return content
