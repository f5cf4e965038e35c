"""The targets of one indicator and year, as they are typed in an avenant."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cpg.shared import french
from cpg.shared.figures import plain
from indicators.domain.entry import EntryRules
from indicators.domain.model import Target
from indicators.domain.signing import target_objection, year_objection
from indicators.domain.targets import Level
from indicators.models import Indicator
from indicators.parsing import FigureProblem, read_figure

LEVELS: tuple[Level, ...] = ("seuil", "objectif")
TOO_LONG = 60


class NumberField(forms.Field):
    """A number read as figures are; nothing typed is none."""

    def __init__(self, rules: EntryRules, label: str | None = None) -> None:
        super().__init__(required=False, label=label)
        self.rules = rules

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if len(text) > TOO_LONG:
            raise ValidationError("Ce nombre est trop long.")
        figure = read_figure(self.rules, text) if text.strip() else None
        if isinstance(figure, FigureProblem):
            raise ValidationError(figure.reason)
        return figure


class TargetForm(forms.Form):
    """The targets of an indicator and a year; `changed` is the target where it differs from the one in force, even
    when it may not be signed.
    """

    changed: Target | None = None

    def __init__(
        self,
        indicator: Indicator,
        year: int,
        in_force: Target,
        effect: date | None,
        data: Mapping[str, str] | None,
    ) -> None:
        """`effect` is the day from which the avenant holds, None while it cannot be read."""
        super().__init__(data, prefix=f"{indicator.code}-{year}", initial=texts_of(in_force))
        self.indicator, self.year, self.in_force, self.effect = indicator, year, in_force, effect
        definition = indicator.definition
        rules = EntryRules(definition.unit, definition.decimals, takes_pair=False, numerator_bounded=False)
        self.fields.update({level: NumberField(rules) for level in LEVELS})
        for level in LEVELS:
            self.fields[level].label = f"{french.sentence(level)} {indicator.code} {year}"
        self.full_clean()

    def clean(self) -> None:
        target = Target(self.cleaned_data.get("seuil"), self.cleaned_data.get("objectif"))
        if self.errors or target == self.in_force:
            return
        self.changed = target
        definition = self.indicator.definition
        objection = target_objection(definition, target)
        if self.effect is not None:
            objection = year_objection(definition.aggregation, self.year, self.effect) or objection
        if objection is not None:
            # Beside the figure that it is about: the objectif, unless there is none.
            level = "seuil" if target.objectif is None and target.seuil is not None else "objectif"
            self.add_error(level, french.sentence(objection.message))


def texts_of(target: Target) -> dict[str, str]:
    """Seuil and objectif as fields hold them, "" for none."""
    return {level: "" if (figure := getattr(target, level)) is None else plain(figure) for level in LEVELS}


def typed_or_in_force(
    sent: QueryDict, indicator: Indicator, year: int, was_shown: Target, in_force: Target
) -> dict[str, str]:
    """A field that nobody touched follows the targets in force: sent back as it was shown, it would undo what another
    avenant changed meanwhile.
    """
    shown, now = texts_of(was_shown), texts_of(in_force)
    typed = {}
    for level in LEVELS:
        name = f"{indicator.code}-{year}-{level}"
        text = sent.get(name, now[level])
        typed[name] = now[level] if text == shown[level] else text
    return typed
