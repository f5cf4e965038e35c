"""What a row of a file changes, in words: for the shell, the page and the report."""

from cpg.shared.figures import plain
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.imports.preparing import Planned


def said(fact: Fact | None) -> str:
    match fact:
        case Pair(numerator, denominator):
            return f"{plain(numerator)} / {plain(denominator)}"
        case Amount(value):
            return plain(value)
        case Absence(kind, reason):
            return f"{kind.value} ({reason})"
        case None:
            return "vide"


def before_and_after(planned: Planned) -> tuple[str, str]:
    """Old and new value; the comments where they alone change."""
    if planned.before == planned.entry.fact and planned.comment_before != planned.entry.comment:
        return f"commentaire « {planned.comment_before} »", f"« {planned.entry.comment} »"
    return said(planned.before), said(planned.entry.fact)
