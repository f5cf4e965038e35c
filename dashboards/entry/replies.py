"""Answers to the grid's script about one cell: what it now holds, why it is refused, or who wrote meanwhile."""

from collections.abc import Sequence
from typing import Any

from accounts.clock import localdate
from accounts.models import User
from commitments.ledger.refusals import Refusal
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.entry.cells import GridMonth, MonthMessage, parts_of
from dashboards.entry.lines import GridLine, line_of
from dashboards.month.page import conflict_sentence
from dashboards.shared.figures import value_text
from dashboards.shared.marks import mark_of
from indicators.domain.aggregation import month_value
from indicators.domain.entry import needs_reason
from indicators.models import Indicator
from indicators.parsing import FigureProblem, MonthTexts, read_month
from indicators.plausibility import doubts
from indicators.selectors import known, locks_on, series_of

PART_OF_COLUMN = {"numerateur": "numerator", "denominateur": "denominator", "valeur": "value"}


def saved(indicator: Indicator, month: Month, shown: Month) -> dict[str, Any]:
    """The cell as it stands now, and what the indicator says at the end of the month that the page shows."""
    line = _line(indicator, month, shown)
    cell = line.cells[month.number - 1]
    mark = mark_of(line.attained.status)
    return {
        **_cell_values(indicator, cell),
        "toDate": {
            "value": line.value,
            "word": mark.word,
            "shape": mark.shape,
            "tone": mark.tone,
            "detail": line.detail,
        },
        "messages": [_message(each) for each in cell.messages],
    }


def unreadable(problems: Sequence[FigureProblem], month: Month) -> dict[str, Any]:
    """Each part that is refused, with its sentence."""
    parts = [PART_OF_COLUMN[each.column] for each in problems if each.column in PART_OF_COLUMN]
    return {"parts": parts, "messages": [_message(refusal_message(month, sentence_of(problems)))]}


def sentence_of(problems: Sequence[FigureProblem]) -> str:
    """Why the figures of a month cannot be read, each reason once."""
    return " ".join(dict.fromkeys(each.reason for each in problems))


def refused(month: Month, refusal: Refusal) -> dict[str, Any]:
    """`asks` names what would be enough for it to be taken; "" where words are not."""
    asks = "motif" if refusal.code == "reason_missing" else ""
    return {"parts": [], "messages": [_message(refusal_message(month, refusal.message))], "asks": asks}


def refusal_message(month: Month, sentence: str, url: str = "") -> MonthMessage:
    name = french.sentence(french.MONTHS[month.number - 1])
    return MonthMessage(month, "t-sous", "f-refus", f"{name} n’est pas enregistré.", sentence, url)


def conflict(indicator: Indicator, month: Month, user: User) -> dict[str, Any]:
    """What stands meanwhile, which the later one may keep or replace; `asks` as above."""
    line = _line(indicator, month, month)
    record = known([indicator])[indicator.pk].records.get(month)
    return {
        **_cell_values(indicator, line.cells[month.number - 1]),
        "said": conflict_sentence(indicator.definition, record, user.pk),
        "asks": "motif" if needs_reason(record, user.pk) else "",
    }


def preview(indicator: Indicator, month: Month, texts: MonthTexts) -> dict[str, Any]:
    """The month's own value as it would be read, what makes it unlikely, or why it would not be read."""
    fact = read_month(indicator.rules_of(month), texts)
    if isinstance(fact, tuple):
        return {"text": "", "problem": sentence_of(fact), "doubt": ""}
    value = month_value(indicator.definition, fact)
    text = "aucun cas" if value is None else value_text(indicator.definition, value)
    unlikely = doubts(series_of(indicator), month, fact)
    return {"text": text, "problem": "", "doubt": " ".join(each.sentence for each in unlikely)}


def _line(indicator: Indicator, month: Month, shown: Month) -> GridLine:
    today = localdate()
    found = known([indicator])[indicator.pk]
    locks = locks_on(indicator.contract, today)
    return line_of(indicator, found, month.year, shown, today=today, locks=locks)


def _cell_values(indicator: Indicator, cell: GridMonth) -> dict[str, Any]:
    return {
        "css": cell.css,
        "shape": cell.shape,
        "word": cell.word,
        "isDraft": cell.is_draft,
        "version": cell.version,
        "texts": dict(zip(parts_of(indicator), cell.texts, strict=True)),
    }


def _message(message: MonthMessage) -> dict[str, str]:
    return {"tone": message.tone, "shape": message.shape, "title": message.title, "text": message.text}
