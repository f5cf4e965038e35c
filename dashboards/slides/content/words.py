"""Words that several slides share."""

from cpg.shared import french
from dashboards.commentary.entries import Entry
from dashboards.slides.deck import Caption, Part, Words
from indicators.models import Indicator

KNOWN_TODAY = "aux valeurs connues aujourd’hui"
LONGEST_LABEL = 90


def label(indicator: Indicator) -> str:
    return french.cut(french.bound(indicator.short_label), LONGEST_LABEL)


def written(entry: Entry | None) -> list[Part]:
    """The beginning of what the controller wrote, as on the screen; nothing where nothing was."""
    if entry is None or not entry.is_written:
        return []
    lines = [line for line in entry.beginning.splitlines() if line.strip()]
    return [
        Caption("Commentaire du contrôle de gestion"),
        Words((*lines, *filter(None, [entry.disagreement]))),
    ]


def whole_text(entry: Entry | None) -> str:
    """For who speaks, where the slide has the beginning only."""
    if entry is None or not entry.is_written or not entry.is_cut:
        return ""
    return f"Commentaire en entier\u00a0: {french.bound(' '.join(entry.text.split()))}"


def named(indicator: Indicator) -> str:
    """With its code."""
    return f"{label(indicator)} ({indicator.code})"
