"""What proves a figure or an action: a file or a link, checked before it is kept."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from commitments.ledger.files.kinds import RefusedFileError, kind_of, name_for
from commitments.ledger.refusals import Refusal
from cpg.shared import french

MEGABYTE = 1024 * 1024
SCHEMES = {"http", "https"}
LONGEST_LINK = 500
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """Where a proof is kept by somebody else; `name` is what the person calls it."""

    url: str
    name: str = ""


def described_file(sent: SentFile) -> dict[str, str | int]:
    """The columns of a file that is taken; its content is stored by whoever attaches it. Raises Refusal."""
    most = settings.EVIDENCE_MEGABYTES
    if len(sent.content) > most * MEGABYTE:
        raise Refusal(f"Ce fichier dépasse {most}{french.NO_BREAK}Mo : joignez un lien.", "file_too_large")
    try:
        kind = kind_of(sent.content, sent.name)
    except RefusedFileError as error:
        raise Refusal(str(error), "file_refused") from error
    return {
        "name": name_for(sent.name, kind),
        "content_type": kind.content_type,
        "size": len(sent.content),
        "sha256": hashlib.sha256(sent.content).hexdigest(),
    }


def described_link(link: Link) -> dict[str, str | int]:
    """Only an address that a browser opens as a page, with no password in it."""
    url = link.url.strip()
    try:
        parts = urlsplit(url)
        is_page = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_page = False
    if not is_page or any(character.isspace() or not character.isprintable() for character in url):
        raise Refusal("Un lien commence par https:// ou http:// et nomme un serveur.", "not_a_link")
    if parts.username is not None or parts.password is not None:
        raise Refusal("Un lien ne contient ni identifiant ni mot de passe.", "link_with_password")
    if len(url) > LONGEST_LINK:
        raise Refusal(f"Un lien a {LONGEST_LINK} caractères au plus.", "link_too_long")
    return {"url": url, "name": (link.name.strip() or str(parts.hostname))[:LONGEST_NAME]}
