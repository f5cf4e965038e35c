"""Answers as ClamAV's daemon does, and knows one virus: the harmless test file of EICAR, put together here so that no
real antivirus takes this file away.
"""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
LIMIT = 200_000


@dataclass
class Scanner:
    """`read` has the content of each file that it was sent; while `is_silent` it answers nothing."""

    port: int
    read: list[bytes] = field(default_factory=list)
    is_silent: bool = False

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"


class Answer(socketserver.StreamRequestHandler):
    server: "Server"

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if self.server.scanner.is_silent:
            self.server.released.wait(30)
        elif command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(self._verdict())

    def _verdict(self) -> bytes:
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > LIMIT:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.server.scanner.read.append(content)
        return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.scanner = Scanner(self.server_address[1])
        self.released = threading.Event()


@contextmanager
def clamd_server() -> Iterator[Scanner]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.scanner
        server.released.set()
        server.shutdown()
