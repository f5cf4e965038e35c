"""A mailbox of this machine by IMAP over TLS: what imap-tools asks of one that is only read."""

import re
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from tests.support.tls_receiver import HOST, answering, certificate_of

ACCOUNT, PASSWORD = "indicateurs", "motdepasse-de-la-boite"
SENDER = "production@caisse.exemple.fr"
AUTHORITY = "courriel.exemple.fr"
VERIFIED = f"{AUTHORITY}; dmarc=pass header.from=caisse.exemple.fr"


@dataclass
class Mailbox:
    """`messages` by their number; `commands` are those that came; the answer to one that begins as `cut` is cut."""

    port: int
    certificate: Path
    messages: dict[int, bytes] = field(default_factory=dict)
    generation: int = 1
    commands: list[str] = field(default_factory=list)
    cut: str = ""

    def receive(self, message: bytes | EmailMessage) -> int:
        number = max(self.messages, default=0) + 1
        self.messages[number] = message if isinstance(message, bytes) else message.as_bytes()
        return number


def mail(
    attachments: dict[str, bytes],
    *,
    sender: str = SENDER,
    subject: str = "Indicateurs de juin",
    results: str = VERIFIED,
) -> EmailMessage:
    message = EmailMessage()
    message["Authentication-Results"] = results
    message["From"], message["To"], message["Subject"] = sender, f"{ACCOUNT}@exemple.fr", subject
    message.set_content("Bonjour, voici les chiffres.")
    for name, content in attachments.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, box: Mailbox, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.box, self.context = box, context

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that refuses the certificate goes away."""


class Handler(socketserver.StreamRequestHandler):
    server: Server

    def setup(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        box = self.server.box
        self.say("* OK ready")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _, command = line.partition(" ")
            box.commands.append(command)
            if box.cut and command.startswith(box.cut):
                self.say("* 1 FETCH (UID 1 BODY[] {100000}")
                return
            self.say(*answers_to(box, command), f"{tag} {verdict_of(box, command)}")

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def say(self, *lines: str) -> None:
        for line in lines:
            self.wfile.write(line.encode("latin-1") + b"\r\n")


@contextmanager
def receiving_mail(folder: Path) -> Iterator[Mailbox]:
    certificate, key = certificate_of(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    found = Mailbox(0, certificate)
    server = Server(found, context)
    found.port = server.server_address[1]
    with answering(server):
        yield found


def answers_to(box: Mailbox, command: str) -> list[str]:
    if command.startswith("CAPABILITY"):
        return ["* CAPABILITY IMAP4REV1"]
    if command.startswith("EXAMINE"):
        return [f"* {len(box.messages)} EXISTS", f"* OK [UIDVALIDITY {box.generation}] valid"]
    if command.startswith("UID SEARCH"):
        return [f"* SEARCH {' '.join(map(str, box.messages))}"]
    if command.startswith("LOGOUT"):
        return ["* BYE"]
    if asked := re.match(r"UID FETCH (\d+) \(BODY.PEEK\[(HEADER)?\]", command):
        content = box.messages[int(asked[1])]
        sent = content.partition(b"\n\n")[0] + b"\n\n" if asked[2] else content
        size = f"UID {asked[1]} FLAGS () RFC822.SIZE {len(content)}"
        return [
            f"* {asked[1]} FETCH ({size} BODY[{asked[2] or ''}] {{{len(sent)}}}\r\n{sent.decode('latin-1')})"
        ]
    return []


def verdict_of(box: Mailbox, command: str) -> str:
    """Whatever could change the box is refused."""
    words = command.split()
    if words[0] == "LOGIN":
        return "OK done" if words[2] == f'"{PASSWORD}"' else f"NO [AUTHENTICATIONFAILED] {command}"
    if words[0] == "EXAMINE":
        return "OK [READ-ONLY] done" if words[1] == '"INBOX"' else "NO unknown"
    return (
        "OK done" if words[0] in {"CAPABILITY", "UID", "LOGOUT"} and "STORE" not in words else "BAD not here"
    )


def trusts(box: Mailbox) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=box.certificate)


__all__ = ["HOST", "Mailbox", "mail", "receiving_mail", "trusts"]
