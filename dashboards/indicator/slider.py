"""The slider of « et si ? »: from where to where a supposed level may go, and by what step."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cpg.shared import french
from cpg.shared.figures import NotANumberError, read_number
from dashboards.shared.forms import AddressForm
from indicators.domain.model import Aggregation, Definition, Pace
from indicators.domain.projection import Position, average_so_far

STEPS = 200
LONGEST = 20


class LevelField(forms.Field):
    """A number as people type it: `12,5`, `-3.5`."""

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        text = str(value)
        try:
            number, _ = read_number(text if len(text) <= LONGEST else "")
        except NotANumberError as error:
            raise ValidationError("Écrivez un nombre.", code="invalid") from error
        return number


class SupposingForm(AddressForm):
    """`?rythme=12,5` supposes that level; `?partie=resultat` asks for the result alone, for the script."""

    rythme = LevelField()
    partie = forms.CharField(initial="")


@dataclass(frozen=True, slots=True)
class Slider:
    """The ends, step and start of an input of type range; `label` names what is supposed."""

    label: str
    low: Decimal
    high: Decimal
    step: Decimal
    start: Decimal

    def asked(self, query: QueryDict) -> Decimal:
        """The level that an address asks for, kept between the two ends; the start where it asks for nothing."""
        level = SupposingForm(query).asked["rythme"]
        return self.start if level is None else min(max(level, self.low), self.high)


def slider(position: Position | None, pace: Pace | None) -> Slider | None:
    """None where no month remains, or nothing to start from."""
    if position is None or position.remaining == 0:
        return None
    definition = position.definition
    average = average_so_far(position)
    so_far = position.value if average is None else average
    wanted = pace.value if pace and pace.value is not None else so_far
    low, high = _ends(definition, so_far, wanted)
    step = _step(definition, high - low)
    start = _start(definition, wanted, step)
    return Slider(_label(definition, position.remaining), low, high, step, min(max(start, low), high))


def _start(definition: Definition, wanted: Decimal, step: Decimal) -> Decimal:
    """The step nearest to the level wanted that is at least as good."""
    rounding = ROUND_CEILING if definition.rises else ROUND_FLOOR
    return (wanted / step).to_integral_value(rounding) * step


def _ends(definition: Definition, so_far: Decimal, wanted: Decimal) -> tuple[Decimal, Decimal]:
    """Twice as far as anything known, within what the measure can be: a rate of half a percent has its own slider."""
    finest = Decimal(1).scaleb(-definition.decimals)
    if definition.aggregation is Aggregation.RATIO and definition.unit == "%":
        return Decimal(0), min(_round_up(2 * max(so_far, wanted, finest)), Decimal(100))
    if definition.aggregation is Aggregation.EVOLUTION:
        furthest = _round_up(2 * max(abs(so_far), abs(wanted), finest))
        return max(-furthest, Decimal(-100)), furthest
    furthest = _round_up(2 * max(abs(so_far), abs(wanted), Decimal(1)))
    is_signed = definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT) and min(so_far, wanted) < 0
    return (-furthest if is_signed else Decimal(0)), furthest


def _round_up(number: Decimal) -> Decimal:
    unit = Decimal(1).scaleb(number.adjusted())
    return (number / unit).to_integral_value(ROUND_CEILING) * unit


def _step(definition: Definition, span: Decimal) -> Decimal:
    """A power of ten, some two hundred steps from end to end, no finer than what is published."""
    return max(Decimal(1).scaleb((span / STEPS).adjusted()), Decimal(1).scaleb(-definition.decimals))


def _label(definition: Definition, remaining: int) -> str:
    months = f"{french.count_word(remaining)} mois {french.plural(remaining, 'restant', 'restants')}"
    if definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT):
        return "Valeur de décembre"
    if definition.aggregation.takes_pair:
        return f"En moyenne sur {french.plural(remaining, 'le', 'les')} {months}"
    return f"Par mois, sur {french.plural(remaining, 'le', 'les')} {months}"
