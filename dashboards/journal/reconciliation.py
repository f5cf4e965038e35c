"""The lines of a reconciliation: a file of the Cnav received, a difference followed, settled or reopened."""

from cpg.shared import french
from dashboards.journal.lines import JournalLine
from dashboards.models.reconciliation import CnavFile, DifferenceStep


def file_line(each: CnavFile) -> JournalLine:
    quarter = each.of_quarter
    name = french.quarter_name(quarter.year, quarter.number)
    title = f"Chiffres de la Cnav reçus, {name}, version {each.version}"
    return JournalLine(title, each.change, value=each.name, place=quarter)


def step_line(each: DifferenceStep) -> JournalLine:
    done = "réglé" if each.is_settled else f"à régler, attend {each.turn_word}"
    month = french.month_name(each.at.year, each.at.number)
    return JournalLine(
        f"Écart avec la Cnav, {month}\u00a0: {done}",
        each.change,
        value=each.figures,
        comment=each.comment,
        about=each.indicator,
        place=each.at,
    )
