"""The one place where the process environment is read.

A missing or wrong variable raises `ImproperlyConfigured` with a sentence that says what to set.
"""

import os
from collections.abc import Callable
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """A variable that must be set and not empty, unless there is a default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(
            f"La variable {name} n'est pas définie : donnez-lui une valeur (voir .env.example)."
        )
    return default


def flag(name: str, default: bool) -> bool:
    """oui/non, true/false, 1/0."""
    value = text(name, "oui" if default else "non").lower()
    if value in {"1", "true", "oui", "yes"}:
        return True
    if value in {"0", "false", "non", "no"}:
        return False
    raise ImproperlyConfigured(f"La variable {name} vaut « {value} » : écrivez « oui » ou « non ».")


def number(name: str, default: int, at_least: int = 0) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value) >= at_least):
        raise ImproperlyConfigured(
            f"La variable {name} vaut « {value} » : écrivez un nombre entier d'au moins {at_least}."
        )
    return int(value)


def names(name: str, default: str | None = None) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def url(name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
    value = text(name, default)
    if value and urlsplit(value).scheme not in schemes:
        expected = " ou ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"La variable {name} doit commencer par {expected} (voir .env.example).")
    return value


def database(default: str | None = None) -> dict[str, object]:
    """DATABASE_URL as Django's dictionary: PostgreSQL, or SQLite where there is a default (the embedded
    one).
    """
    schemes = ("postgres", "postgresql") if default is None else ("postgres", "postgresql", "sqlite")
    value = url("DATABASE_URL", schemes, default)
    return _parsed("DATABASE_URL", lambda: dict(environ.Env.db_url_config(value)))


def _parsed(name: str, parse: Callable[[], dict[str, object]]) -> dict[str, object]:
    try:
        return parse()
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            f"La variable {name} ne se lit pas : {error}. Voir .env.example."
        ) from error
