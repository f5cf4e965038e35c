"""The proposed commentaries of a contract at the end of a month, from the facts: a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.commentary.group import Member, group_commentary
from dashboards.commentary.indicator import commentary_of
from dashboards.commentary.parts import Commentary
from dashboards.commentary.standing import Standing, months_read, standing_of
from dashboards.shared.chances import objectif_of
from dashboards.shared.coverage import expected_in
from indicators.domain.attainment import attain_months, position_at
from indicators.models import Indicator
from indicators.selectors import Known, known


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with what is proposed of it."""

    indicator: Indicator
    standing: Standing
    commentary: Commentary

    @property
    def member(self) -> Member:
        return Member(self.indicator, self.standing.now, self.standing.quarter)


def proposed(
    contract: Contract, month: Month, today: date | None, known_at: int | None = None
) -> list[Measured]:
    """Every indicator in order; five queries and the indicators, seven for the past."""
    listed = Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    found = known(list(listed.select_related("theme")), known_at)
    return [measured(each, month, today) for each in found.values()]


def measured(found: Known, month: Month, today: date | None) -> Measured:
    """Without a query."""
    wanted = months_read(month, Month(found.series.definition.contract_first_year, 1))
    attained = dict(zip(wanted, attain_months(found.series, wanted), strict=True))
    objectif, expected = (
        objectif_of(position_at(found.series, month)),
        expected_in(found.series, attained[month]),
    )
    standing = standing_of(found, attained, month, objectif=objectif, expected=expected, today=today)
    return Measured(found.indicator, standing, commentary_of(standing, attained[Month(month.year, 12)]))


def of_group(listed: Sequence[Measured], month: Month, *, named: str) -> Commentary:
    return group_commentary([each.member for each in listed], month, named=named)
