"""The grid sent as a plain form: write the months that changed, one by one, and keep what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.entry.cells import MonthMessage, parts_of
from dashboards.entry.forms import PARTS, texts_of, version_of
from dashboards.entry.lines import field_name
from dashboards.entry.rejected import RejectedInput
from dashboards.entry.replies import conflict, refusal_message, sentence_of
from indicators.models import Indicator
from indicators.parsing import read_month
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
    found = SavedRows()
    for indicator in indicators:
        for month in _changed(indicator, posted):
            _write_month(found, indicator, month, user, posted)
    return found


def _write_month(
    found: SavedRows, indicator: Indicator, month: Month, user: User, posted: Mapping[str, Any]
) -> None:
    prefix = f"{indicator.code}/{month}/"
    texts = texts_of(posted, prefix)
    fact = None if texts.is_empty else read_month(indicator.measure.rules, texts)
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
            found.months.append((indicator, month))
            return
    except StaleVersion:
        found.has_conflict = True
        sentence = conflict(indicator, month, user)["said"]
    except Refusal as refusal:
        sentence = refusal.message
    contract = indicator.contract
    url = reverse("month", args=[contract.body.code, contract.code, indicator.code, month])
    message = refusal_message(month, sentence, url)
    found.messages[indicator.code] = (*found.messages.get(indicator.code, ()), message)
    found.texts |= {
        field_name(indicator.code, part, month): str(posted.get(f"{prefix}{part}", ""))
        for part in parts_of(indicator)
    }


def _changed(indicator: Indicator, posted: Mapping[str, Any]) -> list[Month]:
    found = set()
    for name in posted:
        code, _, rest = name.partition("/")
        text, _, part = rest.partition("/")
        was = posted.get(f"{code}/{text}/{part}/avant")
        if code == indicator.code and part in PARTS and was is not None and str(was) != str(posted[name]):
            try:
                found.add(Month.parse(text))
            except ValueError:
                continue
    return sorted(each for each in found if each.year in indicator.contract.years)
