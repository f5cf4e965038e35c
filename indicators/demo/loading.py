"""Enter the fictitious figures of a contract month by month, as people would have."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Month
from indicators.demo.facts import Sketch, facts_of
from indicators.demo.handing import hand_over
from indicators.demo.incidents import FictitiousMonth, with_incidents
from indicators.domain import is_due_by_calendar
from indicators.domain.model import Aggregation, Pair
from indicators.loading import load_contract
from indicators.models import Assignment, Indicator
from indicators.recompute import recompute_together
from indicators.recording import (
    Entry,
    MonthStep,
    assign_fictitious,
    neutralise,
    put,
    put_many,
    set_base_values,
    validate,
)
from indicators.selectors import known, series_of

VALIDATED_BEFORE_MONTHS = 3
NEUTRALISED_POSITION = 4
NEUTRALISED_BACK_MONTHS = 17
BASE_REASON = "Relevés fictifs de l’année de référence."
NEUTRALISED_REASON = "Incident national : mois neutralisé par décision de la Cnav."

type Plan = dict[Month, list[tuple[Indicator, FictitiousMonth]]]


@dataclass(frozen=True, slots=True)
class Cast:
    """The fictitious people who enter and check the figures. `holders` answer each for some fiches, by the position of
    the fiche; without any the manager answers for all.
    """

    manager: User
    controller: User
    holders: tuple[User, ...] = ()

    def holder_of(self, indicator: Indicator) -> User:
        return self.holders[indicator.fiche.position % len(self.holders)] if self.holders else self.manager


def holds_real_facts(contract: Contract) -> bool:
    """Whether the contract holds real entries, beside which no fictitious figures must be loaded."""
    acts = Change.objects.filter(contract=contract).exclude(verb="load_contract")
    return acts.exists() and not contract.is_demo


def holds_figures(contract: Contract) -> bool:
    return Change.objects.filter(contract=contract, origin=Origin.DEMO).exists()


def assign_all(contract: Contract, cast: Cast) -> None:
    """Give every indicator of the contract its holder, with the manager as deputy."""
    assigned = []
    for indicator in contract.indicators.select_related("fiche", "contract"):
        holder = cast.holder_of(indicator)
        assigned.append(Assignment(user=holder, indicator=indicator))
        if holder != cast.manager:
            assigned.append(Assignment(user=cast.manager, indicator=indicator, is_deputy=True))
    assign_fictitious(contract.body, assigned)


def load_first_contract(file: Path) -> None:
    """Load a contract as of its first day, so that figures can be entered at plausible past dates."""
    load_since_its_first_day(json.loads(file.read_text("utf-8")))


def load_since_its_first_day(data: Mapping[str, Any]) -> None:
    first_day = datetime(data["contrat"]["premier_exercice"], 1, 1, tzinfo=ZoneInfo(settings.TIME_ZONE))
    load_contract(data, moment=first_day)


@transaction.atomic
def load_figures(
    contract: Contract,
    cast: Cast,
    meanwhile: Callable[[Month], object] = lambda month: None,
    *,
    variant: int = 0,
) -> int:
    """Enter every month up to last month; returns how many. A contract with figures is left as it is. Bodies with other
    variants do well in other places.

    `meanwhile` is called after each month to record other acts of that time: acts must be recorded in order, since
    their sequence is the history.
    """
    if holds_figures(contract):
        return 0
    last = min(Month.of(localdate()).plus(-1), Month(contract.last_year, 12))
    # With those who fill them in: each entry asks for them.
    indicators = list(
        contract.indicators.with_definition().prefetch_related("assignments").order_by("position")
    )
    # Documents that are made meanwhile say that their figures are fictitious.
    contract.is_demo = True
    contract.save(update_fields=["is_demo"])
    plan = _plan(contract, indicators, last, variant)
    entered = 0
    for month in sorted(plan):
        entered += _enter_month(contract, cast, month, plan[month], last)
        meanwhile(month)
    # After all months: neutralising is an act of today, and its moment must not come before the others'.
    _neutralise_one(indicators, cast, last)
    _set_base_years(indicators, cast)
    recompute_together([indicator.pk for indicator in indicators])
    contract.refresh_from_db()
    return entered


def _plan(contract: Contract, indicators: list[Indicator], last: Month, variant: int) -> Plan:
    plan: Plan = defaultdict(list)
    knowledge = known(indicators)
    for indicator in indicators:
        key = f"{contract.body.code} {indicator.code}"
        series = knowledge[indicator.pk].series
        sketch = Sketch(key, indicator.position + variant, series, indicator.defined.entry_decimals)
        for planned in with_incidents(list(facts_of(sketch, last)), key, indicator.position):
            plan[planned.month].append((indicator, planned))
    return plan


def _enter_month(
    contract: Contract,
    cast: Cast,
    month: Month,
    planned: list[tuple[Indicator, FictitiousMonth]],
    last: Month,
) -> int:
    """Entered on the 6th of the next month, corrected on the 8th, validated on the 9th. The latest months are only
    submitted on the 9th, and the very last not yet.
    """
    entries: dict[User, list[Entry]] = defaultdict(list)
    for indicator, each in planned:
        entry = Entry(indicator, month, each.first_entry or each.fact, each.comment)
        entries[cast.holder_of(indicator)].append(entry)
    for holder, own in entries.items():
        put_many(contract=contract, entries=own, actor=holder, origin=Origin.DEMO, moment=_moment(month, 6))
    for indicator, each in planned:
        if each.first_entry is not None:
            put(
                indicator=indicator,
                month=month,
                fact=each.fact,
                expected_version=1,
                actor=cast.holder_of(indicator),
                origin=Origin.DEMO,
                reason=each.reason,
                moment=_moment(month, 8),
            )
    if month.plus(VALIDATED_BEFORE_MONTHS) <= last:
        validate(
            contract=contract,
            steps=[
                # A correction to the same fact, which a small figure may give, writes no second version.
                MonthStep(indicator, month, 1 if each.first_entry in {None, each.fact} else 2)
                for indicator, each in planned
            ],
            actor=cast.controller,
            origin=Origin.DEMO,
            moment=_moment(month, 9),
        )
    elif month < last:
        hand_over(
            [indicator for indicator, _ in planned],
            month,
            manager=cast.manager,
            controller=cast.controller,
            moment=_moment(month, 9),
        )
    return len(planned)


def _neutralise_one(indicators: list[Indicator], cast: Cast, last: Month) -> None:
    month = last.plus(-NEUTRALISED_BACK_MONTHS)
    for indicator in indicators[NEUTRALISED_POSITION - 1 :]:
        if is_due_by_calendar(indicator.definition, indicator.first_year, month):
            neutralise(
                indicator=indicator,
                month=month,
                is_neutralised=True,
                reason=NEUTRALISED_REASON,
                expected_version=0,
                actor=cast.controller,
                origin=Origin.DEMO,
            )
            return


def _set_base_years(indicators: list[Indicator], cast: Cast) -> None:
    """The base year of each evolution, as its months were entered: they already have these denominators."""
    evolutions = [each for each in indicators if each.definition.aggregation is Aggregation.EVOLUTION]
    for indicator in evolutions:
        facts = series_of(indicator).facts
        values = {
            month.number: fact.denominator
            for month, fact in facts.items()
            if isinstance(fact, Pair) and fact.denominator
        }
        if len(values) == 12:
            set_base_values(
                indicator=indicator,
                values=[values[number] for number in sorted(values)],
                reason=BASE_REASON,
                expected_version=0,
                actor=cast.controller,
                origin=Origin.DEMO,
            )


def _moment(month: Month, day: int) -> datetime:
    first = month.last_day + timedelta(days=day)
    return min(
        datetime.combine(first, time(10, 15), tzinfo=ZoneInfo(settings.TIME_ZONE)),
        datetime.now(ZoneInfo(settings.TIME_ZONE)),
    )
