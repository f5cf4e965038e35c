"""What the dossier of a closed quarter holds: every file, from the facts as the closing knew them."""

from collections.abc import Mapping

from commitments.models import Change
from cpg.shared.periods import Quarter
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.files import Format, FrozenFormat, write
from dashboards.exports.quarter import quarter_rows
from dashboards.models.closing import QuarterClosing


def files_of(closing: QuarterClosing, made_later: Change | None = None) -> Mapping[FrozenFormat, bytes]:
    """The same facts give the same bytes. `made_later` is the act by which a dossier is made after its closing."""
    quarter = Quarter(closing.year, closing.quarter)
    rows = quarter_rows(closing.contract, quarter, closing.change.sequence)
    return {FrozenFormat(format_): write(format_, QUARTER_COLUMNS, rows, str(quarter)) for format_ in Format}
