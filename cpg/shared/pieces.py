"""Texts that are compressed once and put together later, as one gzip file."""

import zlib
from collections.abc import Sequence
from secrets import randbelow
from typing import NamedTuple

# A header (RFC 1952) that has a name, without time, written on any system; then the end of the last block.
HEADER = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
LAST_BLOCK = b"\x03\x00"
# The name has up to so many random bytes, so that the length says little of what is inside (BREACH).
NAME_BYTES = 100


class Piece(NamedTuple):
    """A text and its compressed blocks, which refer to nothing outside them: pieces are put side by side."""

    text: bytes
    blocks: bytes


def piece(text: str, level: int = 6) -> Piece:
    """At level 0 the text is in the blocks as it is."""
    encoded = text.encode()
    compressor = zlib.compressobj(level, wbits=-zlib.MAX_WBITS)
    return Piece(encoded, compressor.compress(encoded) + compressor.flush(zlib.Z_FULL_FLUSH))


def gzipped(pieces: Sequence[Piece], whole: bytes) -> bytes:
    """One member, as browsers read no second one; `whole` is the text of all the pieces."""
    name = b"a" * randbelow(NAME_BYTES) + b"\x00"
    check = zlib.crc32(whole).to_bytes(4, "little") + len(whole).to_bytes(4, "little")
    return b"".join([HEADER, name, *(each.blocks for each in pieces), LAST_BLOCK, check])
