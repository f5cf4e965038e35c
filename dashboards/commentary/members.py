"""The indicators of a theme or of a contract, as its commentary sees each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from dashboards.shared.chances import objectif_of
from dashboards.shared.fates import Fate, fate_of, takes_a_record
from dashboards.shared.reads import IndicatorState
from indicators.domain.attainment import position_at
from indicators.domain.best_month import best_month
from indicators.domain.model import Attainment, Series
from indicators.domain.timeline import Timeline
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Member:
    """An indicator at the end of the month and at the end of the quarter before. `objectif` is that of December in the
    version of the month; `fate` what is announced of it, None where December is judged by none. `has_ended`: the year
    is over and nothing was entered after the month.
    """

    indicator: Indicator
    now: Attainment | None
    quarter: Attainment | None
    objectif: Decimal | None = None
    fate: Fate | None = None
    has_ended: bool = False

    @classmethod
    def of(
        cls,
        indicator: Indicator,
        series: Series,
        *,
        now: Attainment | None,
        quarter: Attainment | None,
        december: Attainment | None,
        has_ended: bool,
    ) -> Self:
        """`now` without the chances of a year that is over."""
        definition = indicator.definition

        def takes_record() -> bool:
            return now is not None and takes_a_record(
                definition, now, best_month(Timeline(series), now.month)
            )

        is_judged = december is None or december.objectif_to_date is not None
        return cls(
            indicator,
            now,
            quarter,
            objectif_of(position_at(series, now.month)) if now else None,
            fate_of(definition, now, takes_record) if is_judged else None,
            has_ended,
        )


def members_of(states: Sequence[IndicatorState], series: Mapping[int, Series]) -> list[Member]:
    """From what a page has read."""
    return [
        Member.of(
            each.indicator,
            series[each.indicator.pk],
            now=each.now,
            quarter=each.quarter,
            december=each.december,
            has_ended=each.has_ended,
        )
        for each in states
    ]
