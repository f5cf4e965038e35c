"""What an avenant would do, computed by the rules before it is signed: nothing is estimated, nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.models.closing import QuarterClosing
from dashboards.shared.effects import (
    EffectBlock,
    EffectLine,
    parts_of,
    rolled_lines,
    score_line,
    status_line,
    themes_of,
)
from dashboards.shared.figures import target_text
from dashboards.shared.totals import SIMULATION
from dashboards.targets.amending import Avenant
from dashboards.targets.page import ChangeLine
from dashboards.targets.signed import Signed, levels_said, target_said
from indicators.domain.effects import Baseline, BeforeAfter, Effect, WeightedSeries
from indicators.domain.model import Amount, Attainment, Definition, Pair, Series
from indicators.domain.targets import amended
from indicators.selectors import known

NO_OBJECTIF = "aucun"


@dataclass(frozen=True, slots=True)
class MonthEffect:
    """At the end of one month; `untouched` are the indicators whose targets change and whose figures do not."""

    block: EffectBlock
    untouched: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`silence` says why no figure changes; `closed` are the closed quarters that end once it holds."""

    changes: tuple[ChangeLine, ...]
    effects: tuple[MonthEffect, ...]
    silence: str
    simulation: str
    closed: tuple[Quarter, ...]


def preview_of(signed: Signed, avenant: Avenant) -> Preview:
    """Four queries."""
    found = known(signed.indicators)
    parts = parts_of(signed.indicators, found)
    before = {part.key: part.series for part in parts}
    baseline = Baseline([_signed(part, avenant) for part in parts])
    stood = {code: before[code] for code in avenant.targets}
    effects = [baseline.effect_against(stood, month) for month in _months(before)]
    themes = themes_of(signed.indicators)
    return Preview(
        changes=_changes(signed, avenant),
        effects=tuple(_month_effect(effect, before, themes) for effect in effects),
        silence=_silence(effects, avenant),
        simulation=SIMULATION if any(effect.total.after.simulated for effect in effects) else "",
        closed=_closed(signed.contract, avenant),
    )


def _signed(part: WeightedSeries, avenant: Avenant) -> WeightedSeries:
    changed = avenant.targets.get(part.key)
    if changed is None:
        return part
    return replace(part, series=amended(part.series, avenant.label, avenant.effective_from, changed))


def _months(series: Mapping[str, Series]) -> list[Month]:
    """The last month with a figure, and the December that it leads to."""
    figures = [
        month
        for each in series.values()
        for month, fact in each.facts.items()
        if isinstance(fact, Amount | Pair)
    ]
    if not figures:
        return []
    last = max(figures)
    return sorted({last, Month(last.year, 12)})


def _changes(signed: Signed, avenant: Avenant) -> tuple[ChangeLine, ...]:
    standing = signed.as_of(signed.next_number)
    return tuple(
        ChangeLine(
            code=each.code,
            year=year,
            before=target_said(each.definition, standing.get((each.pk, year))),
            after=levels_said(each.definition, target),
        )
        for each in signed.indicators
        for year, target in sorted(avenant.targets.get(each.code, {}).items())
    )


def _month_effect(effect: Effect, series: Mapping[str, Series], themes: Mapping[int, str]) -> MonthEffect:
    lines: list[EffectLine] = []
    untouched = []
    for code, own in effect.indicators.items():
        said = _indicator_lines(code, series[code].definition, own)
        if all(line.is_unchanged for line in said):
            untouched.append(code)
        else:
            lines += said
    lines += rolled_lines(effect, themes)
    return MonthEffect(EffectBlock(effect.month, tuple(lines)), french.listing(untouched))


def _indicator_lines(code: str, definition: Definition, own: BeforeAfter[Attainment]) -> list[EffectLine]:
    sides = own.before, own.after
    before, after = (target_text(definition, side.objectif_to_date) or NO_OBJECTIF for side in sides)
    return [
        EffectLine(f"{code}, objectif à date", before, after),
        status_line(own, f"{code}, statut"),
        score_line(own, f"{code}, score"),
    ]


def _silence(effects: Sequence[Effect], avenant: Avenant) -> str:
    if not effects:
        return "Aucun mois n’a encore de chiffre\u00a0: il n’y a pas d’effet à calculer."
    last = effects[-1].month
    if avenant.effective_from > last.last_day:
        name = french.month_name(last.year, last.number)
        return f"Il prendra effet après {name}\u00a0: aucun chiffre jusque-là ne change."
    return ""


def _closed(contract: Contract, avenant: Avenant) -> tuple[Quarter, ...]:
    closings = QuarterClosing.objects.filter(contract=contract).order_by("year", "quarter")
    quarters = [Quarter(year, number) for year, number in closings.values_list("year", "quarter").distinct()]
    return tuple(each for each in quarters if each.last_month.last_day >= avenant.effective_from)
