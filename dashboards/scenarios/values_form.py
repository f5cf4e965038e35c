"""Values supposed for the months of a year that hold none yet: the same for each month that an indicator lacks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.figures import plain
from cpg.shared.periods import Month, months_of_year
from dashboards.scenarios.pace import usual_fact
from dashboards.shared.forms import UNREADABLE, WholeNumberField
from indicators.domain import is_due_by_calendar
from indicators.domain.model import Amount, Fact, Pair
from indicators.models import Indicator
from indicators.parsing import MonthTexts, read_month
from indicators.selectors import Known, closed_months, known

NO_VALUE = "Donnez au moins une valeur, ou abandonnez."
NOTHING_LEFT = "Aucun mois de cet exercice n’attend de valeur\u00a0: choisissez-en un autre."
COLUMNS = {"numerateur": "numerator", "denominateur": "denominator"}


class LineForm(forms.Form):
    """What one indicator would have in each of `months`, those of the year that hold nothing and may be entered."""

    numerator = forms.CharField(required=False, max_length=60)
    denominator = forms.CharField(required=False, max_length=60)
    value = forms.CharField(required=False, max_length=60)

    def __init__(
        self, found: Known, months: Sequence[Month], data: QueryDict | None, *, at_pace: bool
    ) -> None:
        self.indicator, self.months, self.held = found.indicator, months, len(found.series.facts)
        self.facts: Mapping[Month, Fact] = {}
        usual = usual_fact(found.series, months[0]) if at_pace else None
        super().__init__(data, prefix=found.indicator.code, initial=_texts_of(usual))
        defined = found.indicator.defined
        if defined.takes_pair:
            del self.fields["value"]
            self.fields["numerator"].label = french.sentence(defined.numerator_label)
            self.fields["denominator"].label = french.sentence(defined.denominator_label)
        else:
            del self.fields["numerator"], self.fields["denominator"]
            self.fields["value"].label = f"Valeur ({defined.unit})"
        if found.indicator.base_of(months[0]) is not None:
            del self.fields["denominator"]
        for field in self.fields.values():
            field.widget.attrs.update(inputmode="decimal", autocomplete="off")
            field.widget.attrs["class"] = "chiffres"

    @property
    def remaining(self) -> str:
        """The months that the values are for, in words."""
        names = [french.month_name(each.year, each.number) for each in self.months]
        return names[0] if len(names) == 1 else f"chaque mois attendu, de {names[0]} à {names[-1]}"

    def clean(self) -> dict[str, Any]:
        texts = MonthTexts(
            **{name: self.cleaned_data.get(name, "") for name in ("numerator", "denominator", "value")}
        )
        facts = {}
        for month in () if texts.is_empty else self.months:
            fact = read_month(self.indicator.rules_of(month), texts)
            if isinstance(fact, tuple):
                self._refuse(fact)
                break
            facts[month] = fact
        self.facts = {} if self.errors else facts
        return self.cleaned_data

    def _refuse(self, problems: Sequence[Any]) -> None:
        for problem in problems:
            name = COLUMNS.get(problem.column, "value")
            self.add_error(name if name in self.fields else next(iter(self.fields)), problem.reason)


class ValuesForm(forms.Form):
    """One line for each indicator that still lacks a month of the year. Six queries when it is made."""

    annee = WholeNumberField(widget=forms.HiddenInput, error_messages={"required": UNREADABLE})

    def __init__(
        self, contract: Contract, year: int, data: QueryDict | None = None, *, at_pace: bool = False
    ) -> None:
        super().__init__(data, initial={"annee": year})
        self.contract, self.year = contract, year
        self.lines = list(self._lines(data, at_pace=at_pace))

    def _lines(self, data: QueryDict | None, *, at_pace: bool) -> Iterator[LineForm]:
        indicators = Indicator.objects.filter(contract=self.contract).with_definition().order_by("position")
        last_day = Month(self.year, 12).last_day
        closed = closed_months(self.contract, last_day)
        for found in known(indicators).values():
            months = [
                month
                for month in months_of_year(self.year)
                if month not in closed
                and month not in found.series.facts
                and is_due_by_calendar(found.series.definition, found.indicator.first_year, month)
            ]
            if months:
                yield LineForm(found, months, data, at_pace=at_pace)

    def clean_annee(self) -> int:
        year: int = self.cleaned_data["annee"]
        if year not in self.contract.years:
            raise ValidationError(UNREADABLE)
        return year

    @property
    def message(self) -> str:
        """Why nothing can be supposed of what was typed; "" where it can."""
        if self.errors:
            return UNREADABLE
        if not self.lines:
            return NOTHING_LEFT
        wrong = sum(not line.is_valid() for line in self.lines)
        if wrong:
            places = french.plural(
                wrong, "un indicateur est à corriger", f"{wrong} indicateurs sont à corriger"
            )
            return f"{french.sentence(places)}\u00a0: chacun dit pourquoi."
        return "" if self.supposed else NO_VALUE

    def point_to_first(self, message: str) -> None:
        """What is wrong with no line in particular is said beside the first field."""
        if self.lines and all(line.is_valid() for line in self.lines):
            self.lines[0].add_error(next(iter(self.lines[0].fields)), message)

    @property
    def supposed(self) -> list[tuple[Indicator, Month, Fact]]:
        return [
            (line.indicator, month, fact)
            for line in self.lines
            if line.is_valid()
            for month, fact in line.facts.items()
        ]


def _texts_of(fact: Fact | None) -> dict[str, str]:
    match fact:
        case Pair(numerator, denominator):
            return {"numerator": plain(numerator), "denominator": plain(denominator)}
        case Amount(value):
            return {"value": plain(value)}
        case _:
            return {}
