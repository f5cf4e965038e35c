"""What a series may have been at the end of the quarter before, with the acts that made it what it is."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from cpg.shared.periods import Month
from dashboards.causes import moving
from dashboards.causes.acts import Cause, CauseKind
from dashboards.causes.since import Since
from dashboards.commentary.compared import Compared
from indicators.domain.contributions import Path
from indicators.domain.model import Absence, Series
from indicators.domain.paths import Moment


def compared(draw: st.DrawFn, listed: dict[str, tuple[Any, Series]], month: Month) -> Compared | None:
    """Each indicator by code, at the end of that month; None where the quarter before is before the contract."""
    end = month.end_of_quarter_before
    if any(end.year < series.definition.contract_first_year for _, series in listed.values()):
        return None
    paths = {
        code: _path(draw, indicator, series, (end, month)) for code, (indicator, series) in listed.items()
    }
    passage = moving.Passage({code: indicator for code, (indicator, _) in listed.items()}, paths)
    return Compared(Since(end.plus(1).last_day, end), month, passage)


def _path(draw: st.DrawFn, indicator: Any, later: Series, months: tuple[Month, Month]) -> Path[Cause]:
    end, month = months
    before, causes = earlier(draw, later, end)
    return moving._path(indicator, Moment.of(before, end), Moment.of(later, month), causes)


def earlier(draw: st.DrawFn, later: Series, end: Month) -> tuple[Series, list[Cause]]:
    """Some months less, others with another value, a withdrawn one more, a neutralisation and a version less."""
    causes = []
    facts = {month: fact for month, fact in later.facts.items() if month <= end}
    values = [fact for fact in facts.values() if not isinstance(fact, Absence)]
    for month in draw(st.sets(st.sampled_from(sorted(facts)), max_size=3)) if values else ():
        was = draw(st.sampled_from([None, *values]))
        if was != facts[month]:
            causes.append(Cause(CauseKind.LATE if was is None else CauseKind.CORRECTION, "", month=month))
        if was is None:
            del facts[month]
        else:
            facts[month] = was
    gone = [month for month in (end, end.plus(-1)) if month not in later.facts and month.year == end.year]
    if gone and values and draw(st.booleans()):
        facts[gone[0]] = draw(st.sampled_from(values))
        causes.append(Cause(CauseKind.WITHDRAWAL, "", month=gone[0]))
    neutralised = later.neutralised
    if neutralised and draw(st.booleans()):
        month = draw(st.sampled_from(sorted(neutralised)))
        neutralised -= {month}
        causes.append(Cause(CauseKind.NEUTRALISATION, "", month=month))
    versions = later.versions
    if len(versions) > 1 and draw(st.booleans()):
        versions = versions[:-1]
        causes.append(Cause(CauseKind.AMENDMENT, ""))
    return replace(later, facts=facts, neutralised=neutralised, versions=versions), causes
