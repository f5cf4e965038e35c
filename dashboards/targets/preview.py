"""What an avenant would change, computed by the rules before it is signed: nothing is estimated, nothing written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.shared.decided import NO_FIGURE, closed_after, effect_of, pairs_of, series_by_code
from dashboards.shared.effects import EffectBlock
from dashboards.targets.forms import AvenantForm
from dashboards.targets.rewriting import Rewriting, rewriting_of
from dashboards.targets.signed import ChangedTarget, ChangedTerm, SignedTargets
from indicators.domain.deciding import next_version
from indicators.domain.model import Series, Target


@dataclass(frozen=True, slots=True)
class AvenantPreview:
    """`no_effect` is the reason why no figure changes; `closed` are the closed quarters that end after the avenant
    takes effect; `rewriting` is to be acknowledged before it is signed.
    """

    changes: list[ChangedTarget]
    terms: list[ChangedTerm]
    effects: list[EffectBlock]
    no_effect: str
    simulation: str
    closed: list[Quarter]
    rewriting: Rewriting


def preview_of(avenant: AvenantForm) -> AvenantPreview:
    """Of an avenant that may be signed. Six queries."""
    signed, effective_from = avenant.signed, avenant.cleaned_data["effet"]
    before = series_by_code(signed.indicators)
    decided = _decided(avenant, before)
    effect = effect_of(signed.indicators, before, decided)
    closed = closed_after(signed.contract, effective_from)
    return AvenantPreview(
        changes=_changes(signed, avenant.changed),
        terms=[each for form in avenant.terms for each in form.changes],
        effects=effect.blocks,
        no_effect=no_effect(effect.last_month, effective_from),
        simulation=effect.simulation,
        closed=closed,
        rewriting=rewriting_of(signed.indicators, pairs_of(before, decided), effective_from, closed),
    )


def _decided(avenant: AvenantForm, before: Mapping[str, Series]) -> dict[str, Series]:
    """The series of what changes, with the version that would be signed."""
    label, effective_from = avenant.cleaned_data["libelle"], avenant.cleaned_data["effet"]
    return {
        form.indicator.code: next_version(
            before[form.indicator.code],
            label,
            effective_from,
            targets=avenant.changed.get(form.indicator.code, {}),
            first_year=form.first_year,
            weight=form.weight,
        )
        for form in avenant.terms
        if form.is_changed or form.indicator.code in avenant.changed
    }


def no_effect(last: Month | None, effective_from: date) -> str:
    """Why no figure changes by a version that takes effect on that day; "" where some may."""
    if last is None:
        return NO_FIGURE
    if effective_from > last.last_day:
        name = french.month_name(last.year, last.number)
        return f"Il prendra effet après {name}\u00a0: aucun chiffre jusque-là ne change."
    return ""


def _changes(signed: SignedTargets, changed: Mapping[str, Mapping[int, Target]]) -> list[ChangedTarget]:
    in_force = signed.as_of(signed.next_number)
    return [
        ChangedTarget(each, year, in_force.get((each.pk, year)), target)
        for each in signed.indicators
        for year, target in sorted(changed.get(each.code, {}).items())
    ]
