"""The one place where the process environment is read.

A missing or wrong variable raises `ImproperlyConfigured` with a sentence that says what to set.
"""

import os
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SECRET_LENGTH, SECRET_VARIETY = 50, 5
# Read by some settings only, or by docker compose: all others are known from their being asked.
KNOWN = frozenset(
    {
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "DEBUG",
        *(
            f"OIDC_{name}"
            for name in ("BODIES", "CLAIM_BODY", "CLAIM_ROLE", "CLIENT_ID", "CLIENT_SECRET", "ISSUER")
        ),
        *(
            f"OIDC_{name}"
            for name in ("LINK_BY_EMAIL", "NAME", "REQUIRED_ACR", "ROLES", "SCOPES", "SIGNED_USERINFO")
        ),
        "CLEAR_TEXT_HOSTS",
        "METRICS_HOST_PORT",
        "REDIS_PASSWORD",
        "SECOND_METRICS_HOST_PORT",
        "SECOND_PORT",
        "SECRET_KEY",
        "SECURE_HSTS_SECONDS",
        "SECURE_SSL_REDIRECT",
        "SOURCES_DIR",
        "SOURCES_SECRETS_DIR",
        "WEB_SERVERS",
    }
)
_asked: set[str] = set()
BROKER_EXAMPLE = "écrivez redis://serveur:6379/0"
MAIL_EXAMPLE = (
    "écrivez smtp+tls://utilisateur:mot_de_passe@serveur:587, "
    "les caractères @ : / du mot de passe s'écrivant %40 %3A %2F, ou console: pour tout afficher sans rien envoyer"
)
ANTIVIRUS_EXAMPLE = "écrivez unix:///run/clamav/clamd.sock, ou tcp://serveur:3310"
# Connection options and default port by scheme.
MAIL_LINKS = {"smtp": ({}, 25), "smtp+tls": ({"use_tls": True}, 587), "smtps": ({"use_ssl": True}, 465)}
# A silent mail server blocks a worker at most this long.
MAIL_TIMEOUT_SECONDS = 10
DATABASE_EXAMPLE = (
    "écrivez postgres://utilisateur:mot_de_passe@serveur:5432/base, "
    "les caractères @ : / du mot de passe s'écrivant %40 %3A %2F"
)


def asked() -> frozenset[str]:
    """The variables that the settings of this process read, set or not."""
    return frozenset(_asked)


def text(name: str, default: str | None = None) -> str:
    """A variable that must be set and not empty, unless there is a default; `NAME_FILE` names a file that holds it."""
    _asked.add(name)
    value = os.environ.get(name, "").strip() or _in_file(name)
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(
            f"La variable {name} n'est pas définie : donnez-lui une valeur (voir .env.example)."
        )
    return default


def _in_file(name: str) -> str:
    """What orchestrators mount as a secret: it appears in no list of variables."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"La variable {name}_FILE nomme un fichier qui ne se lit pas : {path}. Vérifiez-le, ou écrivez {name}."
        ) from error


def flag(name: str, default: bool) -> bool:
    """oui/non, true/false, 1/0."""
    value = text(name, "oui" if default else "non").lower()
    if value in {"1", "true", "oui", "yes"}:
        return True
    if value in {"0", "false", "non", "no"}:
        return False
    raise ImproperlyConfigured(f"La variable {name} vaut « {value} » : écrivez « oui » ou « non ».")


def number(name: str, default: int, at_least: int = 0, at_most: int | None = None) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and at_least <= int(value) <= (at_most or int(value))):
        limit = f" et d'au plus {at_most}" if at_most else ""
        raise ImproperlyConfigured(
            f"La variable {name} vaut « {value} » : écrivez un nombre entier d'au moins {at_least}{limit}."
        )
    return int(value)


def limit(name: str, default: int, at_least: int) -> int:
    """0 for none, or so many that what counts them notices it in time."""
    found = number(name, default)
    if 0 < found < at_least:
        raise ImproperlyConfigured(
            f"La variable {name} vaut « {found} » : écrivez 0 pour aucune limite, ou au moins {at_least}."
        )
    return found


def of_libpq(name: str) -> str:
    """What PostgreSQL's library reads by itself where an address leaves it out: no setting of this application."""
    return os.environ.get(name, "").strip()


def secret(name: str) -> str:
    """A key that cannot be guessed, by the measure of Django's own check (security.W009)."""
    value = text(name)
    if is_guessable(value):
        raise ImproperlyConfigured(
            f"La variable {name} se devine : tirez au hasard au moins {SECRET_LENGTH} caractères (voir .env.example)."
        )
    return value


def is_guessable(value: str) -> bool:
    return len(value) < SECRET_LENGTH or len(set(value)) < SECRET_VARIETY


def names(name: str, default: str | None = None) -> list[str]:
    """A comma-separated list of at least one."""
    listed = [part.strip() for part in text(name, default).split(",") if part.strip()]
    if not listed:
        raise ImproperlyConfigured(
            f"La variable {name} est vide : donnez-lui une valeur (voir .env.example)."
        )
    return listed


def pairs(name: str, example: str) -> dict[str, str]:
    """A comma-separated list of value=word, or nothing."""
    listed = [part.strip() for part in text(name, "").split(",") if part.strip()]
    found = {}
    for part in listed:
        value, is_pair, word = (each.strip() for each in part.rpartition("="))
        if not (value and is_pair and word):
            raise ImproperlyConfigured(f"La variable {name} contient « {part} » : écrivez {example}.")
        found[value] = word
    return found


def some_of(name: str, default: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Some of the allowed words, or none with `aucun`."""
    listed = () if text(name, default) == "aucun" else tuple(names(name, default))
    if wrong := [word for word in listed if word not in allowed]:
        raise ImproperlyConfigured(
            f"La variable {name} contient « {wrong[0]} » : écrivez « aucun », ou quelques-uns de {', '.join(allowed)}."
        )
    return listed


def hosts(name: str, default: str | None = None) -> list[str]:
    """Host names, without scheme or path: Django compares them with the Host header, so a URL would never match."""
    listed = names(name, default)
    if wrong := [host for host in listed if "/" in host]:
        raise ImproperlyConfigured(
            f"La variable {name} contient « {wrong[0]} » : écrivez un nom seul, comme pilotage.exemple.fr."
        )
    return listed


def some_hosts(name: str) -> list[str]:
    """Such names, or none where the variable is not set."""
    return hosts(name) if text(name, "") else []


def origins(name: str, default: str) -> list[str]:
    """Addresses with their scheme."""
    listed = names(name, default)
    if wrong := [origin for origin in listed if urlsplit(origin).scheme not in {"http", "https"}]:
        raise ImproperlyConfigured(
            f"La variable {name} contient « {wrong[0]} » : écrivez une adresse complète, comme "
            "https://pilotage.exemple.fr."
        )
    return listed


def broker(default: str | None = None) -> str:
    """REDIS_URL: a server and the number of a database, or `memory:` in the embedded default."""
    schemes = ("redis", "rediss") if default is None else ("redis", "rediss", "memory")
    value = _url("REDIS_URL", schemes, default)
    parts = urlsplit(value)
    if parts.scheme != "memory":
        _read("REDIS_URL", BROKER_EXAMPLE, lambda: (parts.port, int(parts.path.strip("/") or 0)))
        if not parts.hostname:
            raise ImproperlyConfigured(f"La variable REDIS_URL ne nomme pas de serveur : {BROKER_EXAMPLE}.")
        value = _with_password(value, text("REDIS_PASSWORD", ""))
    return value


def _with_password(url: str, password: str) -> str:
    """That of a variable of its own may hold any character."""
    parts = urlsplit(url)
    if not password:
        return url
    place = parts.netloc.rpartition("@")[2]
    user = quote(unquote(parts.username or ""), safe="")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))


def database(default: str | None = None) -> dict[str, object]:
    """DATABASE_URL as Django's dictionary: PostgreSQL, or SQLite in the embedded default."""
    schemes = ("postgres", "postgresql") if default is None else ("postgres", "postgresql", "sqlite")
    value = _url("DATABASE_URL", schemes, default)
    configuration = _read("DATABASE_URL", DATABASE_EXAMPLE, lambda: dict(environ.Env.db_url_config(value)))
    base = str(configuration["NAME"])
    if urlsplit(value).scheme != "sqlite" and (not base or "/" in base or "@" in base):
        raise ImproperlyConfigured(f"La variable DATABASE_URL ne nomme pas de base : {DATABASE_EXAMPLE}.")
    if password := text("DATABASE_PASSWORD", ""):
        configuration["PASSWORD"] = password
    return configuration


def mailers(name: str, default: str | None = None) -> dict[str, dict[str, object]]:
    """A mail server as Django's MAILERS: in the clear, by STARTTLS or by TLS; `console:` prints and sends nothing."""
    value = text(name, default)
    if value == "console:":
        return {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    parts = _read(name, MAIL_EXAMPLE, lambda: urlsplit(value))
    port = _read(name, MAIL_EXAMPLE, lambda: parts.port)
    if parts.scheme not in MAIL_LINKS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(
            f"La variable {name} ne nomme pas de serveur de courriel : {MAIL_EXAMPLE}."
        )
    link, usual_port = MAIL_LINKS[parts.scheme]
    options: dict[str, object] = {
        "host": parts.hostname,
        "port": port or usual_port,
        "timeout": MAIL_TIMEOUT_SECONDS,
    }
    options |= link
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def sender(name: str, default: str) -> str:
    """An address that mails come from, with or without a name before it."""
    value = text(name, default)
    address = parseaddr(value)[1]
    if not (address.isascii() and all(address.partition("@"))) or {"\n", "\r"} & set(value):
        raise ImproperlyConfigured(
            f"La variable {name} vaut « {value} » : écrivez une adresse, comme "
            "Suivi du CPG <pilotage@exemple.fr>."
        )
    return value


def web_address(name: str, default: str) -> str:
    """Where people reach the application, without a path: what links in mails begin with."""
    value = text(name, default).rstrip("/")
    parts = _read(name, "écrivez https://pilotage.exemple.fr", lambda: urlsplit(value))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"La variable {name} vaut « {value} » : écrivez une adresse complète et sans chemin, comme "
            "https://pilotage.exemple.fr."
        )
    return value


def service(name: str) -> str:
    """The address of a service of others, with its path; "" where none is used."""
    value = text(name, "")
    if value and urlsplit(value).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(
            f"La variable {name} vaut « {value} » : écrivez une adresse en http:// ou https://."
        )
    return value


def antivirus() -> str:
    """The socket of clamd on this machine, or its port; "" where no antivirus is used."""
    value = text("ANTIVIRUS_URL", "")
    if value:
        parts = _read("ANTIVIRUS_URL", ANTIVIRUS_EXAMPLE, lambda: urlsplit(value))
        port = _read("ANTIVIRUS_URL", ANTIVIRUS_EXAMPLE, lambda: parts.port)
        is_port, is_socket = parts.scheme == "tcp" and parts.hostname and port, parts.scheme == "unix"
        if not (is_port or (is_socket and parts.path.startswith("/") and not parts.netloc)):
            raise ImproperlyConfigured(f"La variable ANTIVIRUS_URL ne se lit pas\u00a0: {ANTIVIRUS_EXAMPLE}.")
    return value


def stamping() -> tuple[str, str]:
    """A time stamp server and the file of the roots that its stamps are verified with; "" where none is used."""
    address, roots = service("STAMP_URL"), text("STAMP_ROOTS", "")
    if address and not roots:
        raise ImproperlyConfigured(
            "La variable STAMP_URL ne sert à rien sans STAMP_ROOTS : définissez les deux."
        )
    return address, roots


def _url(name: str, schemes: tuple[str, ...], default: str | None) -> str:
    value = text(name, default)
    if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        expected = " ou ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"La variable {name} doit commencer par {expected} (voir .env.example).")
    return value


def _read[Read](name: str, example: str, read: Callable[[], Read]) -> Read:
    """Replace the error of a URL parser by our own: its message may contain a part of the password."""
    try:
        return read()
    except (ValueError, environ.ImproperlyConfigured):
        raise ImproperlyConfigured(f"La variable {name} ne se lit pas : {example}.") from None
