"""What an avenant would change, computed by the rules before it is signed: nothing is estimated, nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

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
from dashboards.targets.forms import AvenantForm
from dashboards.targets.signed import ChangedTarget, SignedTargets
from indicators.domain.effects import Baseline, BeforeAfter, Effect
from indicators.domain.model import Amount, Attainment, Definition, Pair, Series, Target
from indicators.domain.targets import amended
from indicators.selectors import known

NO_OBJECTIF = "aucun"


@dataclass(frozen=True, slots=True)
class AvenantPreview:
    """`no_effect` is the reason why no figure changes; `closed` are the closed quarters that end after the avenant
    takes effect.
    """

    changes: list[ChangedTarget]
    effects: list[EffectBlock]
    no_effect: str
    simulation: str
    closed: list[Quarter]


def preview_of(avenant: AvenantForm) -> AvenantPreview:
    """Of an avenant that may be signed. Four queries."""
    signed, changed, effective_from = avenant.signed, avenant.changed, avenant.cleaned_data["effet"]
    parts = parts_of(signed.indicators, known(signed.indicators))
    before = {part.key: part.series for part in parts}
    label = avenant.cleaned_data["libelle"]
    baseline = Baseline(
        [
            replace(part, series=amended(part.series, label, effective_from, changed[part.key]))
            if part.key in changed
            else part
            for part in parts
        ]
    )
    effects = [
        baseline.effect_against({code: before[code] for code in changed}, month) for month in _months(before)
    ]
    themes = themes_of(signed.indicators)
    return AvenantPreview(
        changes=_changes(signed, changed),
        effects=[_month_effect(effect, before, themes) for effect in effects],
        no_effect=_no_effect(effects, effective_from),
        simulation=SIMULATION if any(effect.total.after.simulated for effect in effects) else "",
        closed=_closed_after(signed.contract, effective_from),
    )


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


def _changes(signed: SignedTargets, changed: Mapping[str, Mapping[int, Target]]) -> list[ChangedTarget]:
    in_force = signed.as_of(signed.next_number)
    return [
        ChangedTarget(each, year, in_force.get((each.pk, year)), target)
        for each in signed.indicators
        for year, target in sorted(changed.get(each.code, {}).items())
    ]


def _month_effect(effect: Effect, series: Mapping[str, Series], themes: Mapping[int, str]) -> EffectBlock:
    lines: list[EffectLine] = []
    untouched = []
    for code, own in effect.indicators.items():
        own_lines = _indicator_lines(code, series[code].definition, own)
        if all(line.is_unchanged for line in own_lines):
            untouched.append(code)
        else:
            lines += own_lines
    lines += rolled_lines(effect, themes)
    return EffectBlock(effect.month, tuple(lines), french.listing(untouched))


def _indicator_lines(code: str, definition: Definition, own: BeforeAfter[Attainment]) -> list[EffectLine]:
    sides = own.before, own.after
    before, after = (target_text(definition, side.objectif_to_date) or NO_OBJECTIF for side in sides)
    return [
        EffectLine(f"{code}, objectif à date", before, after),
        status_line(own, f"{code}, statut"),
        score_line(own, f"{code}, score"),
    ]


def _no_effect(effects: Sequence[Effect], effective_from: date) -> str:
    if not effects:
        return "Aucun mois n’a encore de chiffre\u00a0: il n’y a pas d’effet à calculer."
    last = effects[-1].month
    if effective_from > last.last_day:
        name = french.month_name(last.year, last.number)
        return f"Il prendra effet après {name}\u00a0: aucun chiffre jusque-là ne change."
    return ""


def _closed_after(contract: Contract, effective_from: date) -> list[Quarter]:
    closings = QuarterClosing.objects.filter(contract=contract).order_by("year", "quarter")
    quarters = [Quarter(year, number) for year, number in closings.values_list("year", "quarter").distinct()]
    return [each for each in quarters if each.last_month.last_day >= effective_from]
