"""Where calls may go: https, and an address of the internet, or a host that the installation names (WEBHOOK_HOSTS)."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORT = 443
# All that the internet has of IPv6, without what leads elsewhere than it says: Teredo, 6to4.
UNICAST = ip_network("2000::/3")
DETOURS = tuple(ip_network(network) for network in ("2001::/32", "2002::/16"))


class ForbiddenAddressError(Exception):
    """Its text says why, in French."""


def checked(url: str) -> SplitResult:
    """The parts of an address that may be registered; its name is resolved when something is sent."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ForbiddenAddressError("Cette adresse ne se lit pas.") from None
    if parts.scheme != "https" or not parts.hostname:
        raise ForbiddenAddressError("Écrivez une adresse complète qui commence par https://.")
    if parts.username or parts.password or parts.fragment:
        raise ForbiddenAddressError("Ôtez de l’adresse l’identifiant, le mot de passe et ce qui suit #.")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ForbiddenAddressError("Écrivez l’adresse sans espace ni accent.")
    if not is_named(parts.hostname):
        if settings.WEBHOOK_HOSTS:
            raise ForbiddenAddressError(
                f"{parts.hostname} n’est pas dans WEBHOOK_HOSTS\u00a0: demandez-le à qui installe l’application."
            )
        if port not in {None, PORT}:
            raise ForbiddenAddressError("Sans WEBHOOK_HOSTS, seul le port 443 est permis.")
    return parts


def is_named(host: str) -> bool:
    """By the installation, whose own networks it may then be on."""
    return any(
        host == named or (named.startswith(".") and host.endswith(named)) for named in settings.WEBHOOK_HOSTS
    )


def resolved(host: str, port: int) -> str:
    """The address to connect to: resolved once, so that a name that answers otherwise the next time leads nowhere.
    Every address that it answers with must be allowed.
    """
    if is_named(host):
        return _addresses(host, port)[0]
    try:
        addresses = _addresses(host, port)
    except OSError:
        addresses = []
    if not addresses or not all(map(is_public, addresses)):
        # One answer for both: who administers a body need not learn which names an internal network has.
        raise ForbiddenAddressError(
            "Ce nom ne mène à aucune adresse d’internet\u00a0: vérifiez-le, ou voyez WEBHOOK_HOSTS."
        )
    return addresses[0]


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def is_public(text: str) -> bool:
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address not in UNICAST or any(address in network for network in DETOURS):
            return False
    return address.is_global and not address.is_multicast
