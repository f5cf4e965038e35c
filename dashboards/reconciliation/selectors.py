"""The Cnav's figures and ours, read from the database. A constant number of queries, whatever the number of months."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from accounts.clock import localdate
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month, Quarter
from dashboards.models.reconciliation import CnavFigure, CnavFile, DifferenceStep
from dashboards.reconciliation.differences import Difference, Reconciliation
from indicators.domain.model import Absence, Fact
from indicators.domain.reconciling import Beside, OurVersion, name_differences
from indicators.models import ActualRevision, Indicator
from indicators.models.actual import FACT_COLUMNS, fact_of

type Versions = Mapping[Month, Sequence[OurVersion]]


def files_of(contract: Contract) -> list[CnavFile]:
    """Every version of every quarter, the latest first, without the bytes. One query."""
    found = CnavFile.objects.filter(contract=contract).defer("content").select_related("change__actor")
    return list(found.order_by("-year", "-quarter", "-version"))


def latest_file(contract: Contract, quarter: Quarter) -> CnavFile | None:
    """The version that is compared. One query."""
    found = CnavFile.objects.filter(contract=contract, year=quarter.year, quarter=quarter.number)
    return found.defer("content").select_related("change__actor").order_by("-version").first()


def reconciliation_of(
    contract: Contract, quarter: Quarter, indicators: Sequence[Indicator] | None = None
) -> Reconciliation | None:
    """None where no file of that quarter was received: one query then, five otherwise; four where the indicators of the
    contract are known.
    """
    file = latest_file(contract, quarter)
    if file is None:
        return None
    if indicators is None:
        indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    figures: dict[int, dict[Month, CnavFigure]] = defaultdict(dict)
    for figure in CnavFigure.objects.filter(file=file):
        figures[figure.indicator_id][figure.at] = figure
    first = min(month for of_one in figures.values() for month in of_one)
    versions, steps = _versions(contract), _steps(contract)
    received_on = _day(file.change.recorded_at)
    months = [
        difference
        for indicator in indicators
        for difference in _differences(
            indicator,
            figures.get(indicator.pk, {}),
            versions.get(indicator.pk, {}),
            (
                min(first, quarter.months[0]) if indicator.pk in figures else quarter.months[0],
                quarter.last_month,
            ),
            steps,
            received_on=received_on,
        )
    ]
    return Reconciliation(contract, quarter, file, months)


def _differences(
    indicator: Indicator,
    figures: Mapping[Month, CnavFigure],
    ours: Versions,
    bounds: tuple[Month, Month],
    steps: Mapping[tuple[int, Month], Sequence[DifferenceStep]],
    *,
    received_on: date,
) -> Iterable[Difference]:
    """An indicator that the file does not have is compared over the quarter alone."""
    theirs = {month: figure.fact for month, figure in figures.items()}
    first, last = bounds
    own = {month for month, each in ours.items() if first <= month <= last and _has_figure(each[-1].fact)}
    definition = indicator.definition
    beside = Beside(
        definition.aggregation,
        definition.unit,
        ours,
        theirs,
        sorted(theirs.keys() | own),
        received_on,
    )
    for found in name_differences(beside):
        month = found.month
        yield Difference(
            indicator,
            month,
            beside.our_fact(month),
            theirs.get(month),
            found,
            steps.get((indicator.pk, month), ()),
        )


def _has_figure(fact: Fact | None) -> bool:
    return fact is not None and not isinstance(fact, Absence)


def _versions(contract: Contract) -> dict[int, dict[Month, list[OurVersion]]]:
    """What each month held, one version for each fact; what only moved its state is not one."""
    rows = (
        ActualRevision.objects.filter(indicator__contract=contract)
        .order_by("indicator_id", "month", "version")
        .values_list("indicator_id", "month", "state", "change__recorded_at", *FACT_COLUMNS)
    )
    found: dict[int, dict[Month, list[OurVersion]]] = defaultdict(lambda: defaultdict(list))
    for key, day, state, recorded_at, *shape in rows:
        versions = found[key][Month.of(day)]
        fact, is_validated = fact_of(*shape), state == State.VALIDE
        if versions and versions[-1].fact == fact:
            kept = versions[-1]
            versions[-1] = OurVersion(fact, kept.recorded_on, kept.is_validated or is_validated)
        else:
            versions.append(OurVersion(fact, _day(recorded_at), is_validated))
    return found


def _day(recorded_at: object) -> date:
    return localdate(recorded_at)  # type: ignore[arg-type]  # a datetime, which values_list does not say


def _steps(contract: Contract) -> dict[tuple[int, Month], list[DifferenceStep]]:
    rows = DifferenceStep.objects.filter(indicator__contract=contract).select_related("change__actor")
    found: dict[tuple[int, Month], list[DifferenceStep]] = defaultdict(list)
    for each in rows.order_by("version"):
        found[each.indicator_id, each.at].append(each)
    return found
