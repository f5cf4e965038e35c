"""The lines of commentaries: written, rewritten, or left to the proposed text."""

from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.journal.lines import JournalLine
from dashboards.journal.reviews import excerpt
from dashboards.models.commentary import OF_CONTRACT, OF_THEME, CommentaryRevision


def commentary_line(each: CommentaryRevision, earlier: CommentaryRevision | None) -> JournalLine:
    """`Commentaire rédigé, fin septembre 2026`; of a theme or of the contract, it is seen with the quarter."""
    verb = ("modifié" if earlier and earlier.text else "rédigé") if each.text else "repris du texte proposé"
    title = f"Commentaire{_whose(each)} {verb}, fin {french.month_name(each.at.year, each.at.number)}"
    return JournalLine(
        title,
        each.change,
        comment=excerpt(each.text),
        about=each.indicator,
        place=each.at if each.indicator else Quarter.of(each.at),
    )


def _whose(each: CommentaryRevision) -> str:
    if each.subject == OF_CONTRACT:
        return " du contrat"
    if each.subject.startswith(OF_THEME):
        return f" du thème {each.subject.removeprefix(OF_THEME)}"
    return ""
