"""A contract at two moments side by side: score, and of each indicator and échéance what the pages showed then."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.http import QueryDict

from accounts.clock import localdate
from commitments.models import Contract
from commitments.selectors import Item, items_of
from commitments.wording import expected_of, said
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.charts.bars import TITLES
from dashboards.indicator.sheet import AGGREGATION_WORDS
from dashboards.passport.page import BETTER
from dashboards.past.moment import PastMoment
from dashboards.past.state import shown_at
from dashboards.shared.figures import score_text, target_text, value_at_least
from dashboards.shared.marks import mark_of
from dashboards.shared.period import Period, period_of
from dashboards.shared.reads import IndicatorState, indicator_states
from dashboards.shared.totals import headline

NOTHING = "—"
NOT_THERE = "n’existait pas"

# What is compared of one thing, by its name.
type Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """An indicator, an échéance or the contract: its name and code, and what was shown of it."""

    name: str
    code: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown at a moment, by kind and key; `month` is the end of the period."""

    month: Month
    things: Mapping[tuple[str, str], Thing]


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one thing."""

    kind: str
    name: str
    code: str
    lines: tuple[Line, ...]


def shown_then(contract: Contract, moment: PastMoment | None) -> Shown:
    """What the pages of the contract show at a moment, None for now. A constant number of queries."""
    then: AbstractContextManager[None] = (
        nullcontext() if moment is None else shown_at(moment.at, moment.sequences)
    )
    with then:
        own = Contract.objects.select_related("body").get(pk=contract.pk)
        period = period_of(own, QueryDict())
        states = indicator_states(own, period.month, period.compared)
        things = {("contrat", ""): _contract(own, states, period)}
        things |= {("indicateur", each.indicator.code): _indicator(each) for each in states}
        things |= {("échéance", each.name): _item(each) for each in items_of(own, localdate())}
        return Shown(period.month, things)


def compared(before: Shown, after: Shown, *, only_differences: bool) -> list[Group]:
    """Thing by thing, in the order of the later moment; what is no more comes last."""
    keys = [*after.things, *(key for key in before.things if key not in after.things)]
    groups = [_group(key, before.things.get(key), after.things.get(key)) for key in keys]
    if not only_differences:
        return groups
    kept = (
        Group(each.kind, each.name, each.code, tuple(line for line in each.lines if line.differs))
        for each in groups
    )
    return [each for each in kept if each.lines]


def _group(key: tuple[str, str], before: Thing | None, after: Thing | None) -> Group:
    known = after or before
    if known is None:
        raise KeyError(key)
    lines = [Line(what, _text(before, what), _text(after, what)) for what in known.texts]
    return Group(key[0], known.name, known.code, tuple(lines))


def _text(thing: Thing | None, what: str) -> str:
    return NOT_THERE if thing is None else thing.texts.get(what) or NOTHING


def _contract(contract: Contract, states: list[IndicatorState], period: Period) -> Thing:
    found = headline(states, period)
    texts = {
        "Score": found.score or found.silence,
        "Couverture": found.coverage,
        "Score au seuil": french.trimmed(contract.credit),
    }
    return Thing("Contrat", "", texts)


def _indicator(state: IndicatorState) -> Thing:
    return Thing(state.indicator.short_label, state.indicator.code, dict(_texts(state)))


def _texts(state: IndicatorState) -> Iterator[tuple[str, str]]:
    now, definition, defined = state.now, state.definition, state.indicator.defined
    yield "Statut", mark_of(state.status).word
    yield "Valeur à date", value_at_least(definition, now) if now else ""
    yield "Seuil de l’année", target_text(definition, now.seuil_annual) if now else ""
    yield "Objectif de l’année", target_text(definition, now.objectif_annual) if now else ""
    yield "Score", score_text(now) if now else ""
    yield "Poids", "" if state.indicator.weight is None else french.trimmed(state.indicator.weight)
    yield "Version des cibles", now.target_version if now else ""
    yield "Libellé", defined.label
    yield (
        "Définition",
        ", ".join(
            (
                defined.unit,
                BETTER[definition.direction],
                AGGREGATION_WORDS[definition.aggregation],
                TITLES[definition.frequency].lower(),
            )
        ),
    )


def _item(item: Item) -> Thing:
    texts = {
        "État": item.status.label,
        "Déclaré": said(item.record) if item.record else "",
        "Attendu": expected_of(item),
    }
    return Thing(item.planned.label, item.name, texts)
