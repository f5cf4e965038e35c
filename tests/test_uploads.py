"""Requests that are too large are refused with a page by their announced length, before anything is stored."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.rights import Role
from commitments.ledger.tables.limits import LARGEST_FILE
from cpg.shared.uploads import AROUND
from cpg.uploads import THROWN_AWAY
from tests.factories import make_indicator, make_user

pytestmark = pytest.mark.django_db


class UploadStream(io.RawIOBase):
    """A body of any length that takes no memory; `asked` is how much of it was read."""

    def __init__(self, length: int) -> None:
        self.left, self.asked = length, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        given = self.left if size < 0 else min(size, self.left)
        self.left -= given
        self.asked += given
        return b"x" * given


def send(client: Client, address: str, length: int | str, body: UploadStream | None = None):
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": body or UploadStream(int(length)),
    }
    return client.request(**environ)


@pytest.fixture
def address(client):
    contract = make_indicator().contract
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    return f"/{contract.body.code}/{contract.code}/import/"


def test_fifty_megabytes_are_refused_with_a_page_and_kept_nowhere(client, address, monkeypatch):
    def kept(*args, **options):
        raise AssertionError("the body was parsed")

    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", kept)
    response = send(client, address, 50 * 1024 * 1024)
    assert response.status_code == 413
    assert "Cet envoi est trop lourd" in response.content.decode()
    assert "50,0\u00a0Mio" in response.content.decode() or "50,0\u00a0Mo" in response.content.decode()


def test_what_is_thrown_away_is_read_in_small_pieces_so_that_the_browser_gets_its_answer(client, address):
    body = UploadStream(50 * 1024 * 1024)
    send(client, address, 50 * 1024 * 1024, body)
    assert body.left == 0


def test_what_is_larger_still_is_not_even_read(client, address):
    body = UploadStream(THROWN_AWAY + 1)
    assert send(client, address, THROWN_AWAY + 1, body).status_code == 413
    assert body.asked == 0


@pytest.mark.parametrize(("more", "is_refused"), [(0, False), (1, True)])
def test_the_limit_is_the_pages_own(client, address, more, is_refused):
    """The control: one byte less and the form is read."""
    response = send(client, address, LARGEST_FILE + AROUND + more)
    assert (response.status_code == 413) is is_refused


def test_a_page_that_takes_no_file_has_the_limit_of_forms(client):
    assert send(client, "/connexion/", settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1).status_code == 413


@pytest.mark.parametrize("length", ["", "-1", "x", "٥", "9" * 30])
def test_a_length_that_is_none_is_no_fault(client, address, length):
    assert send(client, address, length, UploadStream(0)).status_code in {400, 413, 422}
