"""Whether a mail server of ours verified the sender of a message (Authentication-Results, RFC 8601).

The server must take out of what it receives the headers that bear its own name (section 5 there): a sender can write
any header. Only the topmost is read, since what comes later stands below.
"""

import re
from collections.abc import Iterator
from email.message import Message

# A quoted text, a character behind a backslash, or any other.
PIECE = re.compile(r'"(?:\\.|[^"\\])*"|\\.|.', re.DOTALL)
# Where each method that passed says whose domain that is.
PLACES = {"dmarc=pass": "header.from", "dkim=pass": "header.d", "spf=pass": "smtp.mailfrom"}
COMMENTED = re.compile(r"\\.|.", re.DOTALL)


def is_verified(message: Message, sender: str, authority: str) -> bool:
    """By DMARC, or by DKIM or SPF of the very domain that the message says it comes from."""
    written = message.get_all("Authentication-Results", [])
    name, *results = _split(str(written[0])) if written else [""]
    domain = sender.rpartition("@")[2].casefold()
    if not domain or name.split()[:1] != [authority.casefold()]:
        return False
    return any(_passes(result, domain) for result in results)


def _passes(result: str, domain: str) -> bool:
    words = re.sub(r"\s*=\s*", "=", result).split()
    said = dict(word.partition("=")[::2] for word in words[1:])
    place = PLACES.get(words[0] if words else "", "")
    return bool(place) and said.get(place, "").rpartition("@")[2] == domain


def _split(header: str) -> list[str]:
    """The parts between semicolons, in small letters, without comments. What is quoted is one word, of no meaning "
    "here:
    none of what is read is written with quotes by servers, and a sender may choose what stands in them.
    """
    return "".join(_plain(header)).casefold().split(";")


def _plain(header: str) -> Iterator[str]:
    """A quote means nothing within a comment."""
    depth = place = 0
    while found := (COMMENTED if depth else PIECE).match(header, place):
        piece, place = found[0], found.end()
        if piece == "(":
            depth += 1
        elif piece == ")" and depth:
            depth -= 1
            yield " "
        elif not depth:
            yield piece if len(piece) == 1 else "\ufffd"
