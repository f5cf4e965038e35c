"""What the bench sets beside a page is that page: the same bytes, and nothing that the application keeps."""

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.models import User
from accounts.rights import Role
from bench import reference
from tests.factories import enter, every_year, make_body, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bench.urls")]


@pytest.fixture
def addresses() -> dict[str, str]:
    reference.of_dashboard.cache_clear()
    reference.of_network.cache_clear()
    contracts = [make_contract(body=make_body(), code="cpg") for _ in range(2)]
    for contract in contracts:
        enter(make_indicator(contract, targets=every_year("80", "90")), "2025-01", pair(95, 100))
    bodies = [contract.body for contract in contracts]
    make_user(Role.DIRECTION, *bodies, username="direction")
    return {"/reference/": f"/{bodies[0].code}/cpg/", "/reference/reseau/": "/reseau/cpg/"}


@pytest.mark.parametrize("path", ["/reference/", "/reference/reseau/"])
def test_a_reference_says_what_its_page_says(addresses: dict[str, str], path: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username="direction"))
    first, second = (client.get(path) for _ in range(2))
    page = client.get(addresses[path])
    assert [each.status_code for each in (first, second, page)] == [200, 200, 200]
    assert len(first.content) == len(second.content)
    assert 0.95 < len(first.content) / len(page.content) < 1.05


@pytest.mark.parametrize("path", ["/reference/", "/reference/reseau/"])
def test_a_reference_keeps_nothing(addresses: dict[str, str], path: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username="direction"))
    store = caches["pages"]
    store.clear()
    client.get(path)
    client.get(path)
    assert not kept_parts()
    client.get(addresses[path])
    assert kept_parts()


def kept_parts() -> list[bytes]:
    """What is kept of pages, as it is stored; a month that is kept beside them has no element."""
    return [each for each in getattr(caches["pages"], "_cache", {}).values() if b"<" in each]
