"""What a step of a scenario supposes, done by the verbs that would record it, in a transaction that is always undone.

Nobody is the actor: a scenario gives no right, and whoever supposes need not be the one who would record.
"""

from collections.abc import Callable, Mapping

from commitments.ledger.refusals import Refusal
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from dashboards.models.scenario import ScenarioStep, StepKind
from dashboards.neutralisations.acts import decisions_of
from dashboards.neutralisations.periods import periods_of
from dashboards.neutralisations.selection import SelectionForm
from dashboards.scenarios.values_form import ValuesForm
from dashboards.targets.forms import AvenantForm
from dashboards.targets.signed import signed_targets
from indicators.models import Indicator
from indicators.recording import Entry, MonthStep, amend, neutralise_many, put_many
from indicators.selectors import known

REASON = "Hypothèse d’un scénario"
NO_PERIOD = "Ce choix ne contient aucune période attendue."


def make(contract: Contract, step: ScenarioStep) -> None:
    """Raise Refusal where the facts of now do not let it be recorded."""
    MAKERS[StepKind(step.kind)](contract, step)


def last_supposed(contract: Contract, step: ScenarioStep) -> Month | None:
    """The last month that a step gives a value; None of one that gives none, or that holds no longer."""
    if step.kind != StepKind.VALUES:
        return None
    form = _values(contract, step)
    return None if form.message else max(month for _, month, _ in form.supposed)


def _values(contract: Contract, step: ScenarioStep) -> ValuesForm:
    query = step.query
    return ValuesForm(contract, int(str(query["annee"])), query)


def _put(contract: Contract, step: ScenarioStep) -> None:
    form = _values(contract, step)
    if form.message:
        raise Refusal(form.message, "no_value")
    entries = [Entry(*each) for each in form.supposed]
    put_many(contract=contract, entries=entries, actor=None, origin=Origin.FORM, reason=REASON)


def _amend(contract: Contract, step: ScenarioStep) -> None:
    form = AvenantForm(signed_targets(contract), step.query)
    if form.message:
        raise Refusal(form.message, "avenant")
    given = form.cleaned_data
    amend(
        contract=contract,
        label=given["libelle"],
        effective_from=given["effet"],
        source=given["source"],
        targets=form.changed,
        first_years=form.first_years,
        weights=form.weights,
        reason=given["motif"],
        actor=None,
        origin=Origin.FORM,
    )


def _neutralise(contract: Contract, step: ScenarioStep) -> None:
    indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    selection = SelectionForm(step.query, contract, indicators, ())
    if not selection.is_valid():
        raise Refusal(str(next(iter(selection.errors.values()))[0]), "selection")
    periods = periods_of(selection, decisions_of(contract), known(indicators))
    if not periods:
        raise Refusal(NO_PERIOD, "no_period")
    steps = [MonthStep(each.indicator, each.month, each.version) for each in periods]
    neutralise_many(
        contract=contract, steps=steps, is_neutralised=True, reason=REASON, actor=None, origin=Origin.FORM
    )


MAKERS: Mapping[StepKind, Callable[[Contract, ScenarioStep], None]] = {
    StepKind.VALUES: _put,
    StepKind.AVENANT: _amend,
    StepKind.NEUTRALISATION: _neutralise,
}
