"""A row of the grid as a plain form sends it: what changed is written month by month, what is refused is kept."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from dashboards.entering import Refusal, StaleVersion, UnreadableError, write_cell
from dashboards.pages.entry.cells import Message, parts_of
from dashboards.pages.entry.lines import field_name
from dashboards.pages.entry.replies import conflict, refusal_message
from dashboards.pages.entry.typed import Typed
from indicators.domain.periods import Month
from indicators.models import Indicator
from indicators.parsing import MonthTexts

PARTS = ("numerator", "denominator", "value")
CHOSEN = "choisi après une saisie simultanée"


def texts_of(posted: Mapping[str, Any], prefix: str = "") -> MonthTexts:
    """The parts of a month, "" where none was sent."""
    return MonthTexts(**{part: str(posted.get(f"{prefix}{part}", "")) for part in PARTS})


def version_of(text: str) -> int:
    """A version as a page wrote it; one that is none is older than any."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def write_row(indicator: Indicator, user: User, posted: Mapping[str, Any]) -> tuple[int, Typed]:
    """How many months were written, and what could not be. The page sends what each field held when it was shown."""
    written, has_conflict = 0, False
    texts: dict[str, str] = {}
    messages: list[Message] = []
    for month in _changed(indicator, posted):
        prefix = f"{indicator.code}/{month}/"
        try:
            write_cell(
                indicator=indicator,
                month=month,
                texts=texts_of(posted, prefix),
                version=version_of(str(posted.get(f"{prefix}version", ""))),
                actor=user,
            )
            written += 1
            continue
        except UnreadableError as error:
            messages.append(
                refusal_message(month, " ".join(dict.fromkeys(each.reason for each in error.problems)))
            )
        except StaleVersion:
            has_conflict = True
            messages.append(refusal_message(month, conflict(indicator, month)["said"]))
        except Refusal as refusal:
            messages.append(refusal_message(month, refusal.message))
        texts |= {
            field_name(indicator.code, part, month): str(posted.get(f"{prefix}{part}", ""))
            for part in parts_of(indicator)
        }
    return written, Typed(
        texts, {indicator.code: tuple(messages)} if messages else {}, has_conflict=has_conflict
    )


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
