"""A web server of this machine for tests of sources: files, and the part of Grist that is read."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.support.tls_receiver import answering

HOST = "127.0.0.1"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """`announced` is the length that is said, that of the content by default, and none at all where it is negative."""

    content: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": CSV})
    announced: int | None = None


HTML = Reply(b"<html>", headers={"Content-Type": "text/html"})


@dataclass
class WebServer:
    """`pages` give the answer of each path, and may wait; `asked` are the requests that came, with their headers."""

    port: int
    pages: dict[str, Callable[[], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def give(self, path: str, reply: Reply) -> str:
        self.pages[path] = lambda: reply
        return self.url + path

    def give_table(self, columns: Mapping[str, str], records: list[dict[str, Any]], **errors: str) -> None:
        """A table `Indicateurs` of a Grist document `doc1`; in `errors`, columns in error on the first row."""
        listed = [{"id": name, "fields": {"type": kind}} for name, kind in columns.items()]
        rows: list[dict[str, Any]] = [
            {"id": place, "fields": record} for place, record in enumerate(records, start=1)
        ]
        if errors:
            rows[0]["errors"] = errors
        table = "/api/docs/doc1/tables/Indicateurs"
        kind = {"Content-Type": "application/json"}
        self.give(f"{table}/columns", Reply(json.dumps({"columns": listed}).encode(), headers=kind))
        self.give(f"{table}/records", Reply(json.dumps({"records": rows}).encode(), headers=kind))


@contextmanager
def serving() -> Iterator[WebServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            found.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            reply = found.pages.get(path, lambda: Reply(status=404))()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(reply.content) if reply.announced is None else reply.announced
            if length >= 0:
                self.send_header("Content-Length", str(length))
            self.end_headers()
            with suppress(ConnectionError):  # a reader that has seen enough goes away
                self.wfile.write(reply.content)
            self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    found = WebServer(server.server_address[1])
    with answering(server):
        yield found
