"""Where calls may go: https, and an address of the internet, or a host that the installation names (WEBHOOK_HOSTS)."""

from urllib.parse import SplitResult

from django.conf import settings

from accounts.outgoing.addresses import (
    ForbiddenAddressError,
    addresses_of,
    is_named,
    parts_of,
    public_address_of,
)

PORT = 443


def checked(url: str) -> SplitResult:
    """The parts of an address that may be registered; its name is resolved when something is sent."""
    parts = parts_of(url)
    if not is_named(parts.hostname or "", settings.WEBHOOK_HOSTS):
        if settings.WEBHOOK_HOSTS:
            raise ForbiddenAddressError(
                f"{parts.hostname} n’est pas dans WEBHOOK_HOSTS\u00a0: demandez-le à qui installe l’application."
            )
        if parts.port not in {None, PORT}:
            raise ForbiddenAddressError("Sans WEBHOOK_HOSTS, seul le port 443 est permis.")
    return parts


def resolved(host: str, port: int) -> str:
    """The address to connect to. Hosts that the installation names may be on its own networks."""
    if is_named(host, settings.WEBHOOK_HOSTS):
        return addresses_of(host, port)[0]
    address = public_address_of(host, port)
    if address is None:
        raise ForbiddenAddressError(
            "Ce nom ne mène à aucune adresse d’internet\u00a0: vérifiez-le, ou voyez WEBHOOK_HOSTS."
        )
    return address
