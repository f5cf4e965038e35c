"""What the antivirus answers of a file, in words for who sent it. What it cannot read is refused."""

from collections.abc import Iterable

import structlog
from django.conf import settings

from accounts.antivirus import clamd

log = structlog.get_logger(__name__)

SECONDS = 20.0


class FileRefusedError(Exception):
    """`message` is for the person; `signature` is the name of what was recognised, "" where nothing was read."""

    def __init__(self, message: str, signature: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.signature = signature


class UnansweredError(FileRefusedError):
    """The antivirus did not answer: nothing else is asked of it in this request."""


def examine(name: str, content: Iterable[bytes]) -> None:
    """Raises FileRefusedError. Nothing is asked where no antivirus is set (ANTIVIRUS_URL)."""
    if not settings.ANTIVIRUS_URL:
        return
    try:
        signature = clamd.signature_in(settings.ANTIVIRUS_URL, content, SECONDS)
    except clamd.TooLargeError as error:
        raise FileRefusedError(
            f"«\u00a0{name}\u00a0» est trop gros pour être lu par l’antivirus, et n’est donc pas pris\u00a0: "
            "réduisez-le, ou donnez un lien."
        ) from error
    except clamd.ScannerAwayError as error:
        log.error("antivirus_away", error=str(error))
        raise unanswered(name) from error
    if signature:
        raise FileRefusedError(
            f"L’antivirus reconnaît un programme malveillant ({signature}) dans «\u00a0{name}\u00a0», "
            "qui n’est pas pris. Ne l’ouvrez plus, prévenez votre équipe informatique, puis envoyez une copie saine.",
            signature,
        )


def unanswered(name: str) -> UnansweredError:
    return UnansweredError(
        f"L’antivirus ne répond pas\u00a0: «\u00a0{name}\u00a0» n’a pas été lu, et n’est donc pas pris. "
        "Réessayez dans quelques minutes\u202f; si cela dure, prévenez votre équipe informatique."
    )
