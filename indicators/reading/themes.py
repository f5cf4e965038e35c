"""Which theme holds which row, where the table names its themes and its rows apart: as the fiches of rows follow it."""

import re
from collections.abc import Sequence
from functools import cache

from indicators.reading.proposals import Doubt, DoubtKind, Proposal, Title
from indicators.reading.words import stems

APART = (
    "Le document nomme les thèmes et les lignes à part\u00a0: {codes} lui sont proposés, "
    "d’après les titres des fiches."
)


def give_themes(proposal: Proposal) -> None:
    """Themes come in the order of the rows, each with whole fiches: those whose words their title shares, else the ones
    that follow. Each theme says which rows it is given.
    """
    themes, indicators = proposal.themes, proposal.indicators
    if len(themes) < 2 or any(each.row.theme for each in indicators):
        return
    fiches = list(dict.fromkeys(each.fiche for each in indicators))
    if len(fiches) < len(themes) or 0 in fiches:
        return
    chosen = _chosen([_shared(theme, fiche, proposal) for fiche in fiches for theme in themes], len(themes))
    by_fiche = {fiche: themes[at].number for fiche, at in zip(fiches, chosen, strict=True)}
    for each in indicators:
        each.row.theme = by_fiche[each.fiche]
    for theme in themes:
        codes = rows_in_words([each.code for each in indicators if each.row.theme == theme.number])
        theme.doubts.append(Doubt(DoubtKind.THEMES, APART.format(codes=codes)))
    proposal.doubts = [doubt for doubt in proposal.doubts if doubt.kind is not DoubtKind.THEMES]


def rows_in_words(codes: Sequence[str]) -> str:
    """R1 à R13, where the numbers follow each other."""
    runs: list[list[str]] = []
    for code in codes:
        if runs and _after(runs[-1][-1]) == code:
            runs[-1].append(code)
        else:
            runs.append([code])
    words = [", ".join(run) if len(run) < 3 else f"{run[0]} à {run[-1]}" for run in runs]
    return ", ".join(words)


def codes_in(text: str, known: Sequence[str]) -> list[str]:
    """The codes that a text names, alone or from one to another: what `rows_in_words` writes."""
    found: list[str] = []
    for part in re.split(r"[,;\n]", text):
        first, *last = re.split(r"\s+à\s+", part.strip())
        if last and first in known and last[-1] in known:
            found += known[known.index(first) : known.index(last[-1]) + 1]
        elif part.strip():
            found.append(part.strip())
    return found


def _after(code: str) -> str:
    matched = re.fullmatch(r"(\D*)(\d+)", code)
    return f"{matched[1]}{int(matched[2]) + 1}" if matched else ""


def _chosen(scores: Sequence[int], width: int) -> list[int]:
    """The theme of each fiche, in order, each at least once: by the most shared words, else the earlier one goes on."""
    count = len(scores) // width

    @cache
    def best(at: int, theme: int) -> tuple[int, tuple[int, ...]]:
        """From fiche `at` on, which is of `theme`; ties by the later beginning of each theme."""
        if at == count - 1:
            return (scores[at * width + theme], (theme,)) if theme == width - 1 else (-1, ())
        ways = [best(at + 1, after) for after in (theme, theme + 1) if after < width]
        found = max((way for way in ways if way[1]), key=lambda way: way[0], default=None)
        return (scores[at * width + theme] + found[0], (theme, *found[1])) if found else (-1, ())

    return list(best(0, 0)[1])


def _shared(theme: Title, fiche: int, proposal: Proposal) -> int:
    title = next((each.text for each in proposal.fiches if each.number == fiche), "")
    return len(stems(theme.text) & stems(title))
