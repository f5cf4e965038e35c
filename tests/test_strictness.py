"""The tests themselves are strict: each rule of the house is seen to fail what breaks it."""

import socket
import warnings

import pytest
from django.template import Context, Template

from tests.support.network import OutsideConnectionError, allowed


def test_no_connection_leaves_this_machine() -> None:
    with socket.socket() as outside, pytest.raises(OutsideConnectionError):
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(OutsideConnectionError):
        socket.create_connection(("pypi.org", 443))


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.9", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("example.org", False)],
)
def test_only_loopback_is_this_machine(host: str, expected: bool) -> None:
    assert allowed(host) is expected


def test_a_warning_is_an_error() -> None:
    with pytest.raises(ResourceWarning):
        warnings.warn("something was left open", ResourceWarning, stacklevel=1)


def test_an_undefined_template_variable_fails() -> None:
    with pytest.raises(pytest.fail.Exception):
        Template("{{ nothing_of_that_name }}").render(Context())
