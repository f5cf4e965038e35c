"""How many guesses a password is made of: known words, dates, runs of the keyboard and repeats count as one each.

The usual lists hold few French habits, and no list holds `Printemps2026` next year: rules cover both.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

# `motdepasse12` has two parts, a word and a number.
ENOUGH = 6
LONGEST_READ = 64
SHORTEST_WORD = 3
# Written by hand: what people in an office in France begin with. Django’s list adds twenty thousand leaked ones.
WORDS = frozenset((Path(__file__).parent / "words.txt").read_text("utf-8").split())
RUNS = (
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890",
    "0123456789",
    # The same keys without their shift, and a column down.
    "aqwzsxedcrfvtgbyhnuj",
    "1qaz2wsx3edc4rfv5tgb",
    "1aqw2zsx3edc4rfv5tgb",
)
SHORTEST_RUN = 4
LOOKALIKES = str.maketrans("01345789@$!€", "oieastbgasie")
REPEATS = re.compile(r"(.{2,}?)\1+|(.)\2{2,}")


def parts_of(password: str, own: Iterable[str] = ()) -> int:
    """The smallest number of guesses. `own` are words of the person and of their bodies."""
    plain = _plain(password)
    words = {_plain(word) for word in own}
    words = {word for word in words if len(word) >= SHORTEST_WORD}
    return min(_fewest(text, words) for text in {plain, plain.translate(LOOKALIKES)})


def _plain(text: str) -> str:
    """Lower case, without accents, separators and repeats."""
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST_READ]).casefold()
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return REPEATS.sub(r"\1\2", re.sub(r"[\s\-_.,;:/'’+*#&=()]", "", letters))


def _fewest(text: str, own: set[str]) -> int:
    """Over all ways of cutting the text: a known piece is one part, any other character too."""
    parts = [0]
    for end in range(1, len(text) + 1):
        known = (parts[start] for start in range(end - SHORTEST_WORD + 1) if _is_known(text[start:end], own))
        parts.append(min([parts[-1], *known]) + 1)
    return parts[-1]


def _is_known(piece: str, own: set[str]) -> bool:
    return piece.isdigit() or piece in WORDS or piece in own or piece in _leaked() or _is_run(piece)


def _is_run(piece: str) -> bool:
    return len(piece) >= SHORTEST_RUN and any(piece in run or piece[::-1] in run for run in RUNS)


@cache
def _leaked() -> frozenset[str]:
    return frozenset(each for each in CommonPasswordValidator().passwords if len(each) > SHORTEST_WORD)
