"""What a row says beside its figures, compared with the contract: the label and the unit of its indicator; a comment
that is the end of a number.
"""

import re
from collections.abc import Iterator

from commitments.ledger.tables.columns import plain_name
from commitments.ledger.tables.rows import DECIMAL_COMMA, Refused, TableRow
from indicators.imports import columns
from indicators.models import Indicator
from indicators.parsing import UNIT_WORDS

PERCENT_WORDS = {"%", "pourcent", "pourcentage", "pct", "pour cent"}
FIGURES = (columns.NUMERATOR, columns.DENOMINATOR, columns.VALUE)
WHOLE = re.compile(r"[-+]?[0-9]+")
# Shorter words (de, du, les) say nothing of a label.
SHORTEST_WORD = 4


def disagreements(row: TableRow, indicator: Indicator, separator: str) -> Iterator[Refused]:
    label, unit = row.text(columns.LABEL), row.text(columns.UNIT)
    if label and not _is_label_of(indicator, label):
        reason = (
            f"Le libellé de {indicator.code} est «\u00a0{indicator.label}\u00a0»\u00a0: corrigez l’un ou l’autre "
            "(ou videz cette case)."
        )
        yield row.refused(columns.LABEL, reason, "other_label")
    if unit and not _is_unit_of(indicator, unit):
        reason = f"L’unité de {indicator.code} est «\u00a0{indicator.defined.unit}\u00a0», pas celle-ci."
        yield row.refused(columns.UNIT, reason, "wrong_unit")
    is_cut = any(WHOLE.fullmatch(row.text(each)) for each in FIGURES)
    if separator == "," and is_cut and WHOLE.fullmatch(row.text(columns.COMMENT)):
        yield row.refused(columns.COMMENT, DECIMAL_COMMA, "decimal_comma")


def _is_label_of(indicator: Indicator, text: str) -> bool:
    """Whether each word of the text is one of the label, which a table may shorten."""
    words = _words(indicator.label)
    return all(word in words for word in _words(text) if len(word) >= SHORTEST_WORD)


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"\w+", plain_name(text))}


def _is_unit_of(indicator: Indicator, text: str) -> bool:
    unit, name = indicator.defined.unit, plain_name(text)
    words = PERCENT_WORDS if unit == "%" else UNIT_WORDS.get(unit, {plain_name(unit)})
    return name in words or name.rstrip("s") in {each.rstrip("s") for each in words}
