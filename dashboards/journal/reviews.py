"""The lines of a review: opened, texts written, versions made."""

from commitments.models import Change
from cpg.shared import french
from dashboards.journal.lines import JournalLine
from dashboards.models.review import Review, ReviewText, ReviewVersion

LONGEST = 160


def opened_line(each: Review, opened: Change) -> JournalLine:
    return JournalLine("Bilan ouvert", opened, about=each)


def text_line(each: ReviewText, earlier: ReviewText | None, title: str) -> JournalLine:
    """`title` is that of its section."""
    verb = ("modifié" if earlier and earlier.text else "écrit") if each.text else "effacé"
    name = f"Texte «\u00a0{french.bound(title)}\u00a0» {verb}"
    return JournalLine(name, each.change, comment=excerpt(each.text), about=each.review)


def made_line(each: ReviewVersion) -> JournalLine:
    return JournalLine(f"Version {each.number} produite", each.change, about=each.review)


def excerpt(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= LONGEST else f"{one[:LONGEST].rsplit(' ', 1)[0]}…"
