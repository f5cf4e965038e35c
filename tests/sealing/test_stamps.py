"""Closings are stamped by somebody else’s server; a stamp of another head, or by another server, is none."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from commitments.models import Origin
from cpg.shared.periods import Quarter
from dashboards.jobs import seal, stamp
from dashboards.models.seal import Checkpoint, CheckpointStamp
from tests.closing import close_quarter
from tests.factories import make_contract
from tests.sealing.rewriting import rewrite
from tests.support.stamp_server import make_certificates, stamp_server

pytestmark = pytest.mark.django_db


@contextmanager
def leading_elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server that redirects: its address, and what was asked of it after that."""
    followed: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(302)
            self.send_header("Location", "/ailleurs")
            self.end_headers()

        def do_GET(self) -> None:
            followed.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", followed
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def broken() -> str:
    out = io.StringIO()
    try:
        call_command("verify_history", stdout=out, stderr=out)
    except CommandError:
        return out.getvalue()
    return ""


def test_a_closing_is_stamped_and_the_stamp_verified(settings, tmp_path):
    contract = make_contract()
    common = {"contract": contract, "quarter": Quarter(2024, 1), "actor": None, "origin": Origin.COMMAND}
    close_quarter(expected_version=0, **common)
    close_quarter(expected_version=1, reason="oubli", **common)
    seal()
    assert stamp() == 0, "without a server nobody is asked"
    with stamp_server(tmp_path) as settings.STAMP_URL:
        settings.STAMP_ROOTS = str(tmp_path / "root.pem")
        assert stamp() == 2
        assert stamp() == 0
    first, second = CheckpointStamp.objects.order_by("pk")
    assert abs((first.stamped_at - second.stamped_at).total_seconds()) < 60
    assert broken() == ""
    # The stamp of another head.
    rewrite("UPDATE dashboards_checkpointstamp SET answer = %s", bytes(first.answer))
    assert "2024T1 v2\u00a0: son horodatage n’est pas" in broken()
    # A server that is not trusted.
    (tmp_path / "other").mkdir()
    make_certificates(tmp_path / "other")
    settings.STAMP_ROOTS = str(tmp_path / "other" / "root.pem")
    assert "2024T1 v1\u00a0: son horodatage n’est pas" in broken()


def test_a_server_that_does_not_answer_is_asked_again_later(settings, tmp_path):
    contract = make_contract()
    close_quarter(
        contract=contract, quarter=Quarter(2024, 1), expected_version=0, actor=None, origin=Origin.COMMAND
    )
    settings.STAMP_URL = "http://127.0.0.1:9/tsa"
    assert stamp() == 0
    with leading_elsewhere() as (settings.STAMP_URL, followed):
        assert (stamp(), followed) == (0, [])
    with stamp_server(tmp_path, with_rsa=True) as settings.STAMP_URL:
        settings.STAMP_ROOTS = str(tmp_path / "root.pem")
        # PKCS#1 v1.5 is believed where the settings say so (decision 91).
        assert stamp() == 0
        settings.LEGACY_SIGNATURES = ("horodatage",)
        assert stamp() == 1
    assert broken() == ""
    settings.LEGACY_SIGNATURES = ()
    assert "son horodatage n’est pas" in broken()
    assert Checkpoint.objects.get().stamp.answer
