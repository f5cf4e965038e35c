"""`make bench-limits`: what the most visited pages may cost at most; an error names those above."""

from collections.abc import Iterator

from bench.clients import HEADING, Visits
from bench.pairs import Paired

# A page that computes nothing and reads only who asks.
BARE = "/accessibilite/"
# What a page may cost at most, its p95 over that of the bare page. Kept: it was visited before.
AT_MOST = {"": 1.5, "completude/": 6, "R3/": 6, "comite/": 6, "dossier/": 30}
MADE_AT_MOST = 2.5


def beside_a_bare_page(visits: Visits, contract: str, above: list[str]) -> Iterator[str]:
    """The lines of the table; the pages above their limit are added to `above`."""
    yield from HEADING
    for place, at_most in AT_MOST.items():
        name = f"{place or 'dashboard'}, kept (at most {at_most})"
        measured = visits.against(name, contract + place, BARE, 1)
        yield measured.line()
        if measured.subject.p95 > at_most * measured.reference.p95:
            above.append(name)


def made_lines(made: Paired, above: list[str]) -> list[str]:
    if made.ratio > MADE_AT_MOST:
        above.append(f"{made.name} (at most {MADE_AT_MOST})")
    return made.lines()


def refuse(above: list[str]) -> None:
    if above:
        raise SystemExit("Above the limit: " + "; ".join(above))
