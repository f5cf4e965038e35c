"""Secrets of sources: the database only knows where each one is, and it is read just before it is used.

A body uses its own alone (`SOURCE_SECRET_<BODY>_...`, a folder of its name in SOURCES_SECRETS): who may describe a
connection may send a secret anywhere, and must not reach those of the application nor of another body.
"""

import os
import re
from pathlib import Path

from django.conf import settings

from accounts.models import Body
from accounts.models.people import PLAIN_CODE
from indicators.sources.arrived import SourceTrouble

LONGEST_SECRET = 10_000
ENV, FILE = "env:", "file:"


def prefix_of(body: str) -> str:
    """How the names of the variables of a body begin. Of plain codes, no two have the same."""
    return f"SOURCE_SECRET_{re.sub(r'[^A-Z0-9]', '_', body.upper())}_"


def reason_to_refuse(reference: str, body: str) -> str:
    """Why a reference names no secret of that body; "" where it does, whether or not the secret is there yet."""
    if reference.startswith(ENV):
        if not _has_variables(body):
            return (
                f"Le code {body} donnerait les mêmes noms de variables que celui d’un autre organisme\u00a0: mettez le "
                "secret dans un fichier, comme file:grist.txt."
            )
        prefix = prefix_of(body)
        name = reference.removeprefix(ENV)
        is_own = re.fullmatch(rf"{prefix}[A-Z0-9_]+", name) is not None and not _is_of_another(name, body)
        return (
            "" if is_own else f"Une variable de l’organisme commence par {prefix}, comme env:{prefix}GRIST."
        )
    if reference.startswith(FILE):
        if not settings.SOURCES_SECRETS:
            return "Le serveur n’a pas de dossier de secrets\u00a0: son administrateur le nomme dans SOURCES_SECRETS."
        name = reference.removeprefix(FILE)
        is_own = re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", name) is not None
        return "" if is_own else "Donnez le nom seul du fichier, comme file:grist.txt, sans dossier."
    return "Un secret s’écrit env:VARIABLE ou file:fichier\u00a0: lui-même n’entre pas dans l’application."


def _is_of_another(name: str, body: str) -> bool:
    """Of a body whose code goes on after this one: `SOURCE_SECRET_CPAM_LAC_GRIST` is not `cpam`'s beside `cpam-lac`."""
    own = prefix_of(body)
    codes = Body.objects.exclude(code=body).values_list("code", flat=True)
    others = [prefix_of(each) for each in codes if _has_variables(each)]
    return any(prefix.startswith(own) and name.startswith(prefix) for prefix in others)


def _has_variables(body: str) -> bool:
    """No two plain codes make the same names."""
    return re.fullmatch(PLAIN_CODE, body) is not None


def secret_of(reference: str, body: str) -> str:
    """The secret, "" for a connection that has none. Raises SourceTrouble."""
    if not reference:
        return ""
    if reason := reason_to_refuse(reference, body):
        raise SourceTrouble(reason)
    secret = _of_file(reference, body) if reference.startswith(FILE) else _of_variable(reference)
    if not secret:
        raise SourceTrouble(
            f"Le secret {reference} n’est pas là\u00a0: l’administrateur du serveur le pose, puis redémarre."
        )
    return secret


def _of_variable(reference: str) -> str:
    return os.environ.get(reference.removeprefix(ENV), "").strip()


def _of_file(reference: str, body: str) -> str:
    folder = (Path(settings.SOURCES_SECRETS) / body).resolve()
    try:
        place = (folder / reference.removeprefix(FILE)).resolve(strict=True)
        if not place.is_relative_to(folder):
            return ""
        with place.open(encoding="utf-8") as file:
            return file.read(LONGEST_SECRET).strip()
    except (OSError, UnicodeDecodeError):
        return ""
