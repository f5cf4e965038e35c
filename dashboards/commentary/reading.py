"""The proposed commentaries of a contract at the end of a month, from the facts: a constant number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.commentary.compared import Compared, Told, compared
from dashboards.commentary.group import group_commentary
from dashboards.commentary.indicator import commentary_of
from dashboards.commentary.members import Member
from dashboards.commentary.parts import Commentary
from dashboards.commentary.standing import Standing, months_read, standing_of
from dashboards.shared.chances import objectif_of
from dashboards.shared.coverage import expected_in
from indicators.domain.attainment import attain_months, position_at
from indicators.domain.model import Attainment
from indicators.models import Indicator
from indicators.selectors import Known, known


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with what is proposed of it."""

    indicator: Indicator
    known: Known
    standing: Standing
    december: Attainment
    commentary: Commentary

    @property
    def member(self) -> Member:
        return Member.of(
            self.indicator,
            self.known.series,
            now=self.standing.now,
            quarter=self.standing.quarter,
            december=self.december,
            has_ended=bool(self.standing.awaited),
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """The indicators of a contract in order, beside the end of the quarter before."""

    month: Month
    listed: Sequence[Measured]
    compared: Compared | None

    def of_group(self, listed: Sequence[Measured], *, named: str, scope: str = "") -> Commentary:
        """`scope` is the key of a theme, "" of the contract."""
        told = told_of(self.compared, {each.indicator.code for each in listed}, scope)
        return group_commentary([each.member for each in listed], self.month, named=named, told=told)


def told_of(found: Compared | None, codes: Collection[str], scope: str = "") -> Told | None:
    return found.of_group(codes, scope) if found else None


def proposed(contract: Contract, month: Month, today: date | None) -> Proposed:
    """Every indicator in order; five queries, those of what changed since the quarter before, and the indicators."""
    listed = Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    found = known(list(listed.select_related("theme")))
    return proposed_of(contract, month, list(found.values()), today)


def proposed_of(
    contract: Contract, month: Month, found: Sequence[Known], today: date | None, known_at: int | None = None
) -> Proposed:
    """From what is known of its indicators at a sequence, None being now. Two queries, and those of what changed since
    the quarter before.
    """
    series = {each.indicator.pk: each.series for each in found}
    since = compared(contract, month, [each.indicator for each in found], series, known_at)
    return Proposed(month, [measured(each, month, today, since) for each in found], since)


def measured(found: Known, month: Month, today: date | None, since: Compared | None = None) -> Measured:
    """Without a query."""
    wanted = months_read(month, Month(found.series.definition.contract_first_year, 1))
    attained = dict(zip(wanted, attain_months(found.series, wanted), strict=True))
    standing = standing_of(
        found,
        attained,
        month,
        objectif=objectif_of(position_at(found.series, month)),
        expected=expected_in(found.series, attained[month]),
        today=today,
        told=since.of_indicator(found.indicator.code) if since else None,
    )
    december = attained[Month(month.year, 12)]
    return Measured(found.indicator, found, standing, december, commentary_of(standing, december))
