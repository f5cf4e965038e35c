"""What people wrote of the months, as marks on the chart."""

from collections.abc import Mapping

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from indicators.domain.model import Attainment
from indicators.models import Appreciation
from indicators.selectors import MonthRecord

LONGEST = 160


def notes_of(
    records: Mapping[Month, MonthRecord], attainments: Mapping[Month, Attainment], shown: Month
) -> tuple[charts.Note, ...]:
    """Comments and appréciations up to the month shown, each at the value to date of its month."""
    return tuple(
        charts.Note(month, attainments[month].value, _said(record))
        for month, record in sorted(records.items())
        if month <= shown and record.fact is not None and (record.comment or record.appreciation)
    )


def _said(record: MonthRecord) -> str:
    name = french.sentence(french.month_name(record.month.year, record.month.number))
    opinion = f" ({Appreciation(record.appreciation).label.lower()})" if record.appreciation else ""
    comment = record.comment
    if len(comment) > LONGEST:
        comment = f"{comment[:LONGEST].rsplit(' ', 1)[0]}…"
    said = f"\u00a0: «\u00a0{comment}\u00a0»" if comment else ""
    return f"{name}{opinion}{said}"
