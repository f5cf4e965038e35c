"""Parse the flattened text outside its tables of actions: titles of parts, and the indicators of each fiche."""

import re

from source_text import CODE, FICHE, INDICATORS, YEARS, spaced

PART = re.compile(r"PARTIE (\d)\s*[–:]\s*(.+?)\s*Fiche \d", re.DOTALL)
FIGURE = r"(?:-(?=\s)|-?\d[\d ]*(?:[.,]\d+)?\s?[%J]?)"
# What follows a label: a figure or a dash for each year, or the sentence that puts them off.
AFTER_LABEL = re.compile(rf"(?:\s*{FIGURE}){{{YEARS}}}|\s*Les trajectoires seront calculées")


def part_titles(text: str) -> dict[int, str]:
    return {int(matched[1]): spaced(matched[2]) for matched in PART.finditer(text)}


def indicator_rows(text: str) -> dict[str, tuple[int, str]]:
    """By code, the fiche that lists the indicator and its row: its label, then its figures."""
    rows: dict[str, tuple[int, list[str]]] = {}
    number, code = 0, ""
    for line in text[: text.rindex("Annexe 3")].replace("\f", "\n").splitlines():
        stripped = line.strip()
        if matched := FICHE.match(line):
            number, code = int(matched[1]), ""
        elif INDICATORS in line:
            code = "?"
        elif code and (row := CODE.match(stripped)):
            code = row[1]
            rows[code] = (number, [row[2]])
        elif code in rows:
            rows[code][1].append(stripped)
    return {code: (number, spaced(" ".join(lines))) for code, (number, lines) in rows.items()}


def has_label(row: str, label: str) -> bool:
    return row.startswith(label) and AFTER_LABEL.match(row[len(label) :]) is not None
