"""Servers of this machine that stand in for those of a body."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.outgoing import connecting
from tests.sources.mail_server import HOST as MAIL_HOST
from tests.sources.mail_server import Mailbox, receiving_mail, trusts
from tests.sources.web_server import HOST, WebServer, serving


@pytest.fixture
def web(settings: Any) -> Iterator[WebServer]:
    settings.SOURCES_PRIVATE_HOSTS = [HOST]
    with serving() as found:
        yield found


@pytest.fixture
def box(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """Under a name that leads to this machine, with a certificate that is trusted."""
    settings.SOURCES_PRIVATE_HOSTS = [MAIL_HOST]
    with receiving_mail(tmp_path) as found:
        monkeypatch.setattr("indicators.sources.readers.imap.tls", lambda: trusts(found))
        monkeypatch.setattr(connecting, "tls", lambda: trusts(found))
        monkeypatch.setattr("indicators.sources.reach.addresses_of", lambda host, port: ["127.0.0.1"])
        yield found
