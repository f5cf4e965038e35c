"""Variables of the environment whose name is nearly one that the application reads: they do nothing."""

import os
from collections.abc import Iterator
from difflib import get_close_matches

from cpg.operations.doctor.findings import Finding, broken, well
from cpg.settings import environment

# Beyond this likeness (of 1) a name is taken for a slip of the pen.
LIKENESS = 0.87
# Two names of other programs that are as near; libpq and Django read them.
OTHERS = frozenset({"PGDATABASE", "DJANGO_SETTINGS_MODULE"})


def look() -> Iterator[Finding]:
    known = environment.KNOWN | environment.asked()
    slips = [(name, nearest) for name in sorted(os.environ) if (nearest := _meant(name, known))]
    for name, nearest in slips:
        yield broken(f"{name} n’est lue par rien.", f"Écrivez sans doute {nearest}, comme dans .env.example.")
    if not slips:
        yield well("Aucune variable n’a un nom presque juste.")


def _meant(name: str, known: frozenset[str]) -> str | None:
    plain = name.removesuffix("_FILE")
    if {name, plain} & (known | OTHERS):
        return None
    return next(iter(get_close_matches(plain.upper(), known, n=1, cutoff=LIKENESS)), None)
