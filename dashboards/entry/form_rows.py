"""Save the rows of the grid sent as a plain form: each changed month by itself; keep what is refused as typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.addresses import month_url
from dashboards.entry.cells import MonthMessage, parts_of, typed_fact
from dashboards.entry.forms import PARTS, texts_of, version_of
from dashboards.entry.lines import field_name
from dashboards.entry.rejected import RejectedInput
from dashboards.entry.replies import conflict, refusal_message, sentence_of
from indicators.models import Indicator
from indicators.recording import put


@dataclass(slots=True)
class SavedRows:
    """The months that a form wrote, and the texts that were refused, as they were typed."""

    months: list[tuple[Indicator, Month]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    messages: dict[str, tuple[MonthMessage, ...]] = field(default_factory=dict)
    has_conflict: bool = False

    @property
    def rejected(self) -> RejectedInput:
        return RejectedInput(self.texts, self.messages, has_conflict=self.has_conflict)


def write_rows(indicators: Sequence[Indicator], user: User, posted: Mapping[str, Any]) -> SavedRows:
    """Every month that was changed in the page, which sends what each field held when it was shown."""
    saved = SavedRows()
    for indicator in indicators:
        for month in _changed(indicator, posted):
            _write_month(saved, indicator, month, user, posted)
    return saved


def _write_month(
    saved: SavedRows, indicator: Indicator, month: Month, user: User, posted: Mapping[str, Any]
) -> None:
    prefix = f"{indicator.code}/{month}/"
    texts = texts_of(posted, prefix)
    fact = None if texts.is_empty else typed_fact(indicator, month, texts)
    try:
        if isinstance(fact, tuple):
            sentence = sentence_of(fact)
        else:
            put(
                indicator=indicator,
                month=month,
                fact=fact,
                expected_version=version_of(str(posted.get(f"{prefix}version", ""))),
                actor=user,
                origin=Origin.GRID,
            )
            saved.months.append((indicator, month))
            return
    except StaleVersion:
        saved.has_conflict = True
        sentence = conflict(indicator, month, user)["said"]
    except Refusal as refusal:
        sentence = refusal.message
    message = refusal_message(month, sentence, month_url(indicator, month))
    saved.messages[indicator.code] = (*saved.messages.get(indicator.code, ()), message)
    saved.texts |= {
        field_name(indicator.code, part, month): str(posted.get(f"{prefix}{part}", ""))
        for part in parts_of(indicator)
    }


def _changed(indicator: Indicator, posted: Mapping[str, Any]) -> list[Month]:
    months = set()
    for name in posted:
        code, _, rest = name.partition("/")
        text, _, part = rest.partition("/")
        was = posted.get(f"{code}/{text}/{part}/avant")
        if code == indicator.code and part in PARTS and was is not None and str(was) != str(posted[name]):
            try:
                months.add(Month.parse(text))
            except ValueError:
                continue
    return sorted(each for each in months if each.year in indicator.contract.years)
