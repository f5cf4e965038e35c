"""Compare the contract's fixture with the source text, parsed from scratch.

Exits with 1 and a list when anything differs. Differences that an interpretation explains are listed below with their
reasons. The text is not part of the project: without it nothing is compared, and a message says so.
"""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from fiche_text import has_label, indicator_rows, part_titles
from source_text import ActionText, IndicatorText, actions, annexe, fiche_titles, spaced

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "source" / "cpg-2023-2027.txt"
FIXTURE = ROOT / "fixtures" / "cpg-2023-2027-carsat-pdl.json"

# The text does not tell the columns of these marks: the register or the wording does.
READ_YEARS = {
    "F1-E5A1": (2024, 2025, 2026, 2027),  # its marks stand on the line of its evaluation, after a blank
    "F3-E2A1": (2025, 2026, 2027),  # three marks after two blanks
    "F3-E4A1": (2023, 2024),  # written in 2023, deployed from 2024 on: two marks, then blanks
    "F4-E2A1": (2024,),  # register: the text says so
    "F4-E2A4": (2023, 2024, 2025, 2026, 2027),  # five marks, one a line
    "F4-E4A1": (2023, 2024, 2025, 2026, 2027),  # register: five marks, one a line
    "F4-E5A1": (2024, 2025, 2026, 2027),  # register
    "F4-E6A1": (2024, 2025, 2026, 2027),  # register
    "F7-E1A2": (2025, 2026, 2027),  # three marks after two blanks
    "F9-E5A1": (2024, 2027),  # "0 en 2024 pour SharePoint, 0 en 2027 pour le reste"
}
# Deliverables share a cell, where the text stacks their marks year by year: as read with the layout.
ALL_YEARS = (2023, 2024, 2025, 2026, 2027)
DELIVERABLE_YEARS = {
    "F4-E1A1": ((2023, 2024), (2024,), ALL_YEARS),
    "F4-E1A2": (ALL_YEARS, ALL_YEARS[1:], ALL_YEARS, (2025,)),
    "F4-E2A2": ((2024, 2025), ALL_YEARS[1:]),
    "F4-E2A3": (ALL_YEARS, (2023, 2024, 2025)),
    "F4-E3A1": (ALL_YEARS, ALL_YEARS),
    "F4-E5A2": (ALL_YEARS[1:], (2026, 2027), ALL_YEARS, ALL_YEARS),
}
# Cells that the text ran together: the words are compared as one.
RUN_TOGETHER = {"F1-E5A1", "F2-E2A4", "F4-E2A3", "F4-E3A1", "F4-E4A1"}
# The heading of the engagement is lost behind the end of the previous action.
TITLE_LOST = {"F4-E4A1"}


def differences(text: str, fixture: dict[str, Any]) -> Iterator[str]:
    fiches = {fiche["numero"]: fiche for part in fixture["parties"] for fiche in part["fiches"]}
    parts = {rank: spaced(part["titre"]) for rank, part in enumerate(fixture["parties"], start=1)}
    yield from differs("Parties", parts, part_titles(text))
    for number, title in fiche_titles(text).items():
        yield from differs(f"F{number}, titre", spaced(fiches[number]["titre"]), title)
    held = {
        f"F{number}-{action['code']}": (engagement, action)
        for number, fiche in fiches.items()
        for engagement in fiche["engagements"]
        for action in engagement["actions"]
    }
    listed = actions(text)
    read = {f"F{action.fiche}-{action.code}": action for action in listed}
    following = {id(one): other.before for one, other in pairwise(listed)}
    yield from differs("Actions", sorted(held), sorted(read))
    for where in sorted(set(held) & set(read)):
        yield from _action(where, *held[where], read[where], following.get(id(read[where]), ""))
    indicators = {each["code"]: each for each in fixture["indicateurs"]}
    rows = annexe(text)
    yield from differs("Indicateurs", list(indicators), [row.code for row in rows])
    for row in rows:
        if row.code in indicators:
            yield from _indicator(indicators[row.code], row)
    for code, (number, listed_row) in indicator_rows(text).items():
        if code in indicators:
            yield from _in_its_fiche(indicators[code], number, listed_row)


def _action(
    where: str, engagement: dict[str, Any], action: dict[str, Any], read: ActionText, after: str
) -> Iterator[str]:
    """`after` is what the text has before the next action: the end of a cell that runs over a page."""
    if where not in TITLE_LOST:
        yield from differs(f"{where}, engagement", spaced(engagement["libelle"]), read.title)
    held = (spaced(action["libelle"]), spaced(action["evaluation"]))
    if where in RUN_TOGETHER:
        words, there = " ".join(held).split(), f"{read.wording} {read.evaluation} {after}".split()
        missing = [word for word in words if word not in there]
        yield from differs(f"{where}, mots", missing, [])
    else:
        yield from differs(f"{where}, libellé", held[0], read.wording)
        yield from differs(f"{where}, évaluation", held[1], read.evaluation)
    yield from _years(where, action, read)


def _years(where: str, action: dict[str, Any], read: ActionText) -> Iterator[str]:
    if "livrables" in action:
        years = tuple(tuple(each["annees"]) for each in action["livrables"])
        yield from differs(f"{where}, années des livrables", years, DELIVERABLE_YEARS.get(where))
        marked = sum(len(each["annees"]) for each in action["livrables"])
        yield from differs(f"{where}, nombre de marques", marked, read.marks)
        return
    wanted = READ_YEARS.get(where, read.years)
    yield from differs(f"{where}, années", tuple(action["annees"]), wanted)
    if read.marks:
        yield from differs(f"{where}, nombre de marques", len(action["annees"]), read.marks)


def _indicator(held: dict[str, Any], row: IndicatorText) -> Iterator[str]:
    yield from differs(f"{row.code}, libellé", spaced(held["libelle"]), row.label)
    targets = sorted(held["cibles"].items())
    if not row.targets:
        yield from differs(f"{row.code}, cibles", {each["type"] for _, each in targets}, {"a_definir"})
        return
    for (year, target), (seuil, objectif) in zip(targets, row.targets, strict=True):
        held_levels = tuple(
            Decimal(target[level]) if level in target else None for level in ("seuil", "objectif")
        )
        yield from differs(f"{row.code} {year}", held_levels, (seuil, objectif))


def _in_its_fiche(held: dict[str, Any], number: int, row: str) -> Iterator[str]:
    """The fiche's own label, which the fixture gives only where it is not Annexe 3's."""
    yield from differs(f"{held['code']}, fiche", held["fiche"], number)
    label = spaced(held.get("libelle_fiche") or held["libelle"])
    if not has_label(row, label):
        yield f"{held['code']}, libellé de la fiche : le fichier dit {label!r}, le texte {row!r}"


def differs(where: str, held: object, read: object) -> Iterator[str]:
    if held != read:
        yield f"{where} : le fichier dit {held!r}, le texte {read!r}"


def main() -> int:
    if not SOURCE.is_file():
        print("Le texte source n’est pas à côté du projet : rien n’a été comparé.")
        return 0
    listed = list(differences(SOURCE.read_text("utf-8"), json.loads(FIXTURE.read_text("utf-8"))))
    print("\n".join(listed) or "Le contrat chargé dit ce que dit le texte source.")
    return 1 if listed else 0


if __name__ == "__main__":
    sys.exit(main())
