"""Where a name leads: resolved once, so that one that answers otherwise the next time leads nowhere."""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

# All that the internet has of IPv6, without what leads elsewhere than it says: Teredo, 6to4.
UNICAST = ip_network("2000::/3")
DETOURS = tuple(ip_network(network) for network in ("2001::/32", "2002::/16"))


class ForbiddenAddressError(Exception):
    """Its text says why, in French."""


def parts_of(url: str, schemes: Sequence[str] = ("https",)) -> SplitResult:
    """The parts of a complete address, which holds nothing that is no place."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - read here, since it may be none
    except ValueError:
        raise ForbiddenAddressError("Cette adresse ne se lit pas.") from None
    if parts.scheme not in schemes or not parts.hostname:
        raise ForbiddenAddressError("Écrivez une adresse complète qui commence par https://.")
    if parts.username or parts.password or parts.fragment:
        raise ForbiddenAddressError("Ôtez de l’adresse l’identifiant, le mot de passe et ce qui suit #.")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ForbiddenAddressError("Écrivez l’adresse sans espace ni accent.")
    return parts


def is_named(host: str, names: Sequence[str]) -> bool:
    """In a list of an installation, where `.exemple.fr` stands for every name that ends so."""
    return any(host == named or (named.startswith(".") and host.endswith(named)) for named in names)


def addresses_of(host: str, port: int) -> list[str]:
    """Raises OSError for a name that is unknown."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def public_address_of(host: str, port: int) -> str | None:
    """An address of the internet to connect to; None unless every address that the name answers with is one.

    One answer for a private name and an unknown one: who describes an address need not learn which names an internal
    network has.
    """
    try:
        addresses = addresses_of(host, port)
    except OSError:
        return None
    return addresses[0] if addresses and all(map(is_public, addresses)) else None


def is_public(text: str) -> bool:
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address not in UNICAST or any(address in network for network in DETOURS):
            return False
    return address.is_global and not address.is_multicast
