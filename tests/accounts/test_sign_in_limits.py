"""Failed sign-ins are counted for a name and an address: a guesser is stopped, and stops nobody else."""

import pytest
from django.conf import settings as configured
from django.urls import reverse

from accounts.addresses import client_address
from accounts.rights import Role
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db
PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (1, "", PROXY),
        (2, "203.0.113.9", PROXY),
        (1, "n’importe quoi", PROXY),
        (1, "2001:db8::9", "2001:db8::9"),
    ],
)
def test_the_address_is_what_the_trusted_proxy_saw_not_what_the_client_wrote(
    rf, settings, proxies, forwarded, expected
):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get(
        "/", REMOTE_ADDR=PROXY, headers={"x-forwarded-for": forwarded.encode().decode("latin-1")}
    )
    assert client_address(request) == expected


def sign_in(client, password, forwarded):
    data = {"username": "camille", "password": password}
    return client.post(
        reverse("account_login"), data, REMOTE_ADDR=PROXY, headers={"x-forwarded-for": forwarded}
    )


def test_behind_a_proxy_a_guesser_locks_themselves_out_and_not_the_person(client, settings):
    settings.TRUSTED_PROXIES = 1
    make_user(Role.LECTEUR, make_body(), username="camille")
    for number in range(configured.AXES_FAILURE_LIMIT):
        # A new address is written each time by the guesser, before the one that the proxy adds.
        answer = sign_in(client, "pas-le-bon", f"198.51.100.{number}, 203.0.113.9")
    assert answer.status_code == 429
    assert sign_in(client, PASSWORD, "203.0.113.9").status_code == 429
    assert sign_in(client, PASSWORD, "192.0.2.44").status_code == 302
