"""Which servers sources may read: those that the installation names, on its own networks only where it says so."""

from django.conf import settings

from accounts.outgoing.addresses import addresses_of, is_named, public_address_of
from cpg.shared import french
from indicators.sources.arrived import READ_SECONDS, SourceTrouble

# This machine itself is no network.
HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def address_of(host: str, port: int) -> str:
    """The address to connect to: resolved once, here."""
    if is_named(host, settings.SOURCES_PRIVATE_HOSTS):
        try:
            return addresses_of(host, port)[0]
        except OSError as error:
            raise SourceTrouble(
                f"Le nom {host} est inconnu du réseau\u00a0: vérifiez-le dans la connexion."
            ) from error
    if not is_named(host, settings.SOURCES_HOSTS):
        raise SourceTrouble(
            f"L’installation ne permet pas de lire {host or 'ce serveur'}\u00a0: demandez à qui l’installe de "
            "l’ajouter à SOURCES_HOSTS."
        )
    if address := public_address_of(host, port):
        return address
    raise SourceTrouble(
        f"Le nom {host} ne mène à aucune adresse d’internet\u00a0: vérifiez-le. S’il est du réseau interne, demandez "
        "à qui installe l’application de l’ajouter à SOURCES_PRIVATE_HOSTS."
    )


def refuse_clear_text(host: str) -> None:
    if host not in HERE and host not in settings.CLEAR_TEXT_HOSTS:
        raise SourceTrouble(
            f"La liaison avec {host} ne serait pas chiffrée\u00a0: chiffrez-la, ou demandez à qui installe "
            "l’application d’ajouter ce nom à CLEAR_TEXT_HOSTS si un autre moyen la protège."
        )


def unreachable(host: str) -> SourceTrouble:
    return SourceTrouble(
        f"{host} ne répond pas\u00a0: vérifiez que ce serveur est en service, et le port. Un nouvel essai suit."
    )


def untrusted(host: str) -> SourceTrouble:
    return SourceTrouble(
        f"Le certificat de {host} n’est pas reconnu\u00a0: vérifiez le nom du serveur, et que l’autorité de ce "
        "certificat est connue de la machine qui lit."
    )


def too_slow(host: str) -> SourceTrouble:
    return SourceTrouble(
        f"{host} n’a pas tout envoyé en {READ_SECONDS:.0f}{french.NO_BREAK}secondes, et rien n’a été lu\u00a0: "
        "demandez-en moins à la fois, ou voyez qui tient ce serveur. Un nouvel essai suit."
    )


def cut_short(host: str) -> SourceTrouble:
    return SourceTrouble(
        f"{host} s’est interrompu avant la fin de son envoi, et rien n’a été lu. Un nouvel essai suit."
    )
