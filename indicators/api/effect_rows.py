"""A declared effect as the API writes it, with what was seen: an estimate, which never says the cause (RC-28)."""

from typing import Any

from rest_framework import serializers

from commitments.models import Origin
from indicators.action_effects import SeenEffect
from indicators.api.serializers import Figure, MonthName
from indicators.domain.action_effect.comparing import ComparedPeriod
from indicators.domain.action_effect.verdict import Reason, Verdict
from indicators.domain.exact import rounded


class ComparedRow(serializers.Serializer[Any]):
    """A period since the start, by its last month; `likely` is what was expected without the action."""

    month = MonthName()
    value = Figure()
    year_before = Figure()
    likely = Figure()
    difference = Figure()
    declared = Figure()


class EffectRow(serializers.Serializer[Any]):
    """What is declared of a link between an action and an indicator, and what was seen since the start.

    Amounts are in the unit of the indicator, in points where it is a percentage. `seen`, `seen_low`, `seen_high` and
    `declared_mean` are means over the periods compared, null where `reasons` says why nothing is estimated. The verdict
    never says that the action is the cause.
    """

    organisme = serializers.SlugField()
    contract = serializers.SlugField()
    action = serializers.CharField(help_text="`F4-E2A3`.")
    indicator = serializers.CharField()
    amount = Figure(help_text="De combien la valeur d’une période doit différer, au plein effet.")
    starts = MonthName(help_text="À partir de ce mois.")
    full_from = MonthName(help_text="Le mois du plein effet.")
    comment = serializers.CharField()
    reason = serializers.CharField(help_text="Pourquoi la déclaration a changé.")
    version = serializers.IntegerField()
    act = serializers.IntegerField(help_text="Numéro de l’acte, dans son contrat.")
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    origin = serializers.ChoiceField(choices=list(Origin))
    verdict = serializers.ChoiceField(choices=[each.value for each in Verdict])
    reasons = serializers.ListField(
        child=serializers.ChoiceField(choices=[each.value for each in Reason]),
        help_text="Pourquoi on ne peut pas le dire\u202f; vide sinon.",
    )
    other_actions = serializers.ListField(
        child=serializers.CharField(), help_text="Dont un effet s’installe dans les mois lus."
    )
    read_since = MonthName(help_text="Le premier mois lu.")
    read_until = MonthName(help_text="Le dernier mois lu.")
    not_validated = serializers.IntegerField(help_text="Combien des mois lus ne sont pas validés.")
    periods = serializers.IntegerField(help_text="Combien de périodes sont comparées.")
    declared_mean = Figure(help_text="L’effet annoncé de ces périodes, en moyenne.")
    seen = Figure(help_text="La différence vue, en moyenne.")
    seen_low = Figure(help_text="L’intervalle, quatre fois sur cinq.")
    seen_high = Figure()

    def to_representation(self, instance: SeenEffect) -> Any:
        return super().to_representation(self.row_of(instance))

    def row_of(self, effect: SeenEffect) -> dict[str, Any]:
        return _declared(effect) | _seen(effect)


class ComparedEffectRow(EffectRow):
    """The same, with each period compared."""

    compared = ComparedRow(many=True)

    def row_of(self, effect: SeenEffect) -> dict[str, Any]:
        compared = [_compared(each, effect.decimals) for each in effect.seen.periods]
        return super().row_of(effect) | {"compared": compared}


def _declared(effect: SeenEffect) -> dict[str, Any]:
    revision, link, change = effect.revision, effect.link, effect.revision.change
    return {
        "organisme": link.indicator.contract.body.code,
        "contract": link.indicator.contract.code,
        "action": link.action.full_code,
        "indicator": link.indicator.code,
        "amount": revision.amount,
        "starts": revision.starts,
        "full_from": revision.full_from,
        "comment": revision.comment,
        "reason": revision.reason,
        "version": revision.version,
        "act": change.sequence,
        "recorded_at": change.recorded_at,
        "recorded_by": str(change.actor or ""),
        "origin": change.origin,
    }


def _seen(effect: SeenEffect) -> dict[str, Any]:
    seen = effect.seen
    low, high = seen.interval or (None, None)
    first, last = seen.read
    means = {"declared_mean": seen.declared, "seen": seen.estimate, "seen_low": low, "seen_high": high}
    return {
        "verdict": seen.verdict,
        "reasons": seen.reasons,
        "other_actions": [each.link.action.full_code for each in effect.others],
        "read_since": str(first),
        "read_until": str(last),
        "not_validated": len(effect.not_validated),
        "periods": len(seen.periods),
    } | {name: None if each is None else rounded(each, effect.decimals) for name, each in means.items()}


def _compared(period: ComparedPeriod, decimals: int) -> dict[str, Any]:
    figures = ("value", "year_before", "likely", "difference", "declared")
    return {"month": str(period.month)} | {name: rounded(getattr(period, name), decimals) for name in figures}
