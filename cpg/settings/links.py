"""Links to the other services: by TLS, with the certificate of this one (TLS_DIR), or by what the addresses say.

Nothing crosses a network in the clear unless CLEAR_TEXT_HOSTS names the host; this machine itself is no network.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

from cpg.settings import environment

CERTIFICATE, KEY, TRUSTED = "certificate.pem", "key.pem", "authority.pem"
HERE = frozenset({"127.0.0.1", "::1", "localhost", ""})
# The only mode of libpq that cannot fall back to the clear and knows who answers.
VERIFIED = "verify-full"
# What an address of Redis may say of who answers, without giving up to know it.
KNOWN_SERVER = {"ssl_cert_reqs": {"required", "cert_required"}, "ssl_check_hostname": {"true", "1", "yes"}}
LINKS_OF_MAIL = ("use_tls", "use_ssl")


def own_certificate() -> dict[str, Path] | None:
    """The files of TLS_DIR; None where it is not set. Each must be there and readable."""
    folder = environment.text("TLS_DIR", "")
    if not folder:
        return None
    files = {name: Path(folder) / name for name in (CERTIFICATE, KEY, TRUSTED)}
    for path in files.values():
        try:
            path.read_bytes()
        except OSError as error:
            raise ImproperlyConfigured(
                f"La variable TLS_DIR nomme un dossier où {path.name} ne se lit pas "
                f"({type(error).__name__})\u00a0: lancez le service « certificates », ou videz TLS_DIR."
            ) from error
    return files


def database(configuration: dict[str, Any], files: Mapping[str, Path] | None) -> dict[str, Any]:
    """Under the certificate of this service, which is its account; whoever answers must be of the same authority."""
    if not files:
        return configuration
    options = {
        "sslmode": VERIFIED,
        "sslrootcert": str(files[TRUSTED]),
        "sslcert": str(files[CERTIFICATE]),
        "sslkey": str(files[KEY]),
    }
    return configuration | {"OPTIONS": {**configuration.get("OPTIONS", {}), **options}}


def broker(url: str, files: Mapping[str, Path] | None) -> str:
    """With what every client of Redis reads from the address: Celery, the cache, the metrics, /readyz."""
    parts = urlsplit(url)
    if not files or parts.scheme != "rediss":
        return url
    options = {
        "ssl_cert_reqs": "required",
        "ssl_ca_certs": str(files[TRUSTED]),
        "ssl_certfile": str(files[CERTIFICATE]),
        "ssl_keyfile": str(files[KEY]),
    }
    return urlunsplit(parts._replace(query=urlencode(options)))


def clear_text_hosts() -> frozenset[str]:
    return frozenset(host.strip().lower() for host in environment.text("CLEAR_TEXT_HOSTS", "").split(","))


def refuse_clear_text(links: Iterable[tuple[str, str, bool]]) -> None:
    """Each link: the variable that names it, the host, whether it is encrypted."""
    allowed = clear_text_hosts() | HERE
    for name, host, is_encrypted in links:
        if not is_encrypted and host.lower() not in allowed:
            raise ImproperlyConfigured(
                f"La variable {name} ferait passer des données en clair, ou chez un serveur que rien ne vérifie, par "
                f"le réseau ({host})\u00a0: chiffrez et vérifiez cette liaison (voir .env.example), ou ajoutez {host} "
                "à CLEAR_TEXT_HOSTS si un autre moyen la protège."
            )


def of_database(configuration: Mapping[str, Any]) -> tuple[str, str, bool]:
    """As libpq finds them: what the address leaves out is said by its options (`postgres:///cpg?host=db`), then by a
    service, which a file describes, then by libpq's own variables.
    """
    options = configuration.get("OPTIONS", {})
    libpq = environment.of_libpq
    service = str(options.get("service") or libpq("PGSERVICE"))
    mode = options.get("sslmode") or ("" if service else libpq("PGSSLMODE"))
    # The number of a machine goes before its name.
    number = options.get("hostaddr") or libpq("PGHOSTADDR")
    name = configuration.get("HOST") or options.get("host") or libpq("PGHOST")
    host = str(f"service {service}" if service else number or name)
    return "DATABASE_URL", "" if host.startswith("/") else host, mode == VERIFIED


def of_broker(url: str) -> tuple[str, str, bool]:
    parts = urlsplit(url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    is_known = all(
        text.lower() in allowed for name, allowed in KNOWN_SERVER.items() for text in asked.get(name, ())
    )
    return "REDIS_URL", parts.hostname or "", parts.scheme == "rediss" and is_known


def of_mail(mailers: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, str, bool]]:
    for mailer in mailers.values():
        options = mailer.get("OPTIONS", {})
        yield "EMAIL_URL", str(options.get("host", "")), any(options.get(link) for link in LINKS_OF_MAIL)


def of_service(name: str, address: str) -> tuple[str, str, bool]:
    parts = urlsplit(address)
    return name, parts.hostname or "", parts.scheme in {"https", "unix"}
