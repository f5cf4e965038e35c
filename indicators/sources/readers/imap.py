"""A mailbox opened read-only by IMAP over TLS, at an address that was checked, for a limited time."""

import imaplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email.errors import MessageError

from imap_tools import BaseMailBox, ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from accounts.outgoing.connecting import STEP_SECONDS, cut_after, encrypted, shut, tls
from indicators.sources import arrived, reach
from indicators.sources.arrived import LARGEST_ARRIVAL, SourceTrouble

PORT = "993"
# A message holds its attachments as text, a third longer.
LARGEST_MESSAGE = 4 * LARGEST_ARRIVAL


@contextmanager
def opened(given: Mapping[str, str], password: str) -> Iterator[BaseMailBox]:
    """Errors of the network and of the server become sentences."""
    host, port = given.get("host", "").lower(), given.get("port", "") or PORT
    if not port.isdecimal():
        raise SourceTrouble(
            "Le port de la boîte est un nombre, d’ordinaire 993\u00a0: corrigez la connexion."
        )
    held = _Held()
    address = reach.address_of(host, int(port))
    with cut_after(arrived.READ_SECONDS, held.cut) as is_over:
        try:
            box = _Box(_Client(host, int(port), address, held))
            try:
                _sign_in(box, host, given.get("account", ""), password)
                box.folder.set(given.get("folder", "") or "INBOX", readonly=True)
                yield box
            finally:
                for leave in (box.client.logout, box.client.shutdown):
                    with suppress(OSError, imaplib.IMAP4.error):
                        leave()
        except (OSError, imaplib.IMAP4.error, ImapToolsError, MessageError, ValueError, LookupError) as error:
            # Without its cause: what a server says may repeat what it was sent.
            raise reach.too_slow(host) if is_over.is_set() else _trouble(error, host, given) from None


class _Held:
    """The socket of the box, from before it is one."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None

    def cut(self) -> None:
        if self.socket is not None:
            shut(self.socket)


class _Client(imaplib.IMAP4_SSL):
    def __init__(self, host: str, port: int, address: str, held: _Held) -> None:
        self._address, self._held = address, held
        super().__init__(host, port, ssl_context=tls(), timeout=STEP_SECONDS)

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        plain = socket.create_connection((self._address, self.port), timeout)
        self._held.socket = wrapped = encrypted(plain, self.host)
        try:
            wrapped.do_handshake()
        except OSError:
            wrapped.close()
            raise
        return wrapped

    def read(self, size: int) -> bytes:
        """As long as the server says beforehand: no more is taken into memory than a message that would be read."""
        if size > LARGEST_MESSAGE:
            raise self.abort("a literal is too large")
        return super().read(size)


class _Box(BaseMailBox):
    def __init__(self, client: _Client) -> None:
        self._given = client
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._given


def _sign_in(box: BaseMailBox, host: str, account: str, password: str) -> None:
    try:
        if (account + password).isascii():
            box.login(account, password, initial_folder=None)
        else:
            box.login_utf8(account, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (MailboxLoginError, imaplib.IMAP4.error):
        raise SourceTrouble(
            f"{host} refuse d’ouvrir la boîte\u00a0: vérifiez le compte, et le mot de passe dans le secret."
        ) from None


def _trouble(error: Exception, host: str, given: Mapping[str, str]) -> SourceTrouble:
    match error:
        case ssl.SSLCertVerificationError():
            return reach.untrusted(host)
        case MailboxFolderSelectError():
            return SourceTrouble(
                f"La boîte n’a pas de dossier «\u00a0{given.get('folder', '')}\u00a0»\u00a0: vérifiez son nom dans "
                "la connexion."
            )
        case imaplib.IMAP4.abort():
            return reach.cut_short(host)
        case OSError():
            return reach.unreachable(host)
        case _:
            return SourceTrouble(
                f"{host} ne répond pas comme un serveur de courriel, et rien n’a été lu\u00a0: adressez-vous à qui "
                "le tient."
            )
