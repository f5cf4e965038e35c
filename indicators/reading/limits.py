"""How much a document may hold. Beyond, it is refused before it costs anything."""

from indicators.reading.source import UnreadableDocumentError

MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 20 * MEGABYTE
LARGEST_UNPACKED = 64 * MEGABYTE
MOST_PAGES = 300
MOST_ROWS = 20_000
# A cell of a merged or repeated column: no table of a contract is wider.
MOST_COLUMNS = 60


def too_large() -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "Ce document est trop gros\u00a0: gardez les pages du contrat et de ses annexes."
    )
