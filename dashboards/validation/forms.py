"""What the address of a queue asks to see, and a decision with the rows that it is about."""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from django import forms
from django.http import QueryDict

from cpg.shared import french
from dashboards.shared.choices import Choice, choices_waiting, fiche_options, is_answered_by, people_options
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, AddressForm, MonthField, WholeNumberField
from dashboards.shared.ticked import TickedField
from dashboards.validation.waiting import Waiting

ALL = "tous"


class QueueFilters(AddressForm):
    """`?fiche=4&responsable=camille&page=2&coches=tous`, and `mois` or `annee`; a wrong value is no filter.

    `coches` is asked by the link that ticks every row of the page that one may accept.
    """

    period: ClassVar[str]
    fiche = WholeNumberField(max_value=9999, initial=0)
    responsable = forms.CharField(initial="")
    page = WholeNumberField(min_value=1, initial=1)
    coches = forms.CharField(initial="")

    @property
    def is_active(self) -> bool:
        return any(self.asked[name] for name in ("fiche", "responsable", self.period))

    @property
    def ticks_all(self) -> bool:
        return bool(self.asked["coches"] == ALL)

    def keeps(self, waiting: Waiting) -> bool:
        asked = self.asked
        return (
            asked["fiche"] in {0, waiting.fiche.position}
            and is_answered_by(waiting.people, asked["responsable"])
            and asked[self.period] in {None, waiting.period}
        )

    def fiches(self, waiting: Sequence[Waiting]) -> tuple[Choice, ...]:
        options = fiche_options(each.fiche for each in waiting)
        return choices_waiting(options, str(self.asked["fiche"] or ""))

    def people(self, waiting: Sequence[Waiting]) -> tuple[Choice, ...]:
        options = people_options([each.people for each in waiting])
        return choices_waiting(options, self.asked["responsable"])

    def periods(self, waiting: Sequence[Waiting]) -> tuple[Choice, ...]:
        raise NotImplementedError


class MonthFilters(QueueFilters):
    """`?douteux=1` keeps what the entry doubted, `?indicateur=R1` one indicator."""

    period = "mois"
    mois = MonthField()
    douteux = forms.BooleanField()
    indicateur = forms.CharField(initial="")

    @property
    def is_active(self) -> bool:
        return super().is_active or bool(self.asked["douteux"] or self.asked["indicateur"])

    def keeps(self, waiting: Waiting) -> bool:
        return (
            super().keeps(waiting)
            and (waiting.is_doubtful or not self.asked["douteux"])
            and self.asked["indicateur"] in {"", waiting.code}
        )

    def periods(self, waiting: Sequence[Waiting]) -> tuple[Choice, ...]:
        """The latest first."""
        months = sorted({each.period for each in waiting}, reverse=True)
        named = ((str(month), french.month_name(month.year, month.number)) for month in months)
        return choices_waiting(named, str(self.asked["mois"] or ""))


class YearFilters(QueueFilters):
    period = "annee"
    annee = WholeNumberField(min_value=1, max_value=9999)

    def periods(self, waiting: Sequence[Waiting]) -> tuple[Choice, ...]:
        years = sorted({each.period for each in waiting})
        return choices_waiting(((str(year), str(year)) for year in years), str(self.asked["annee"] or ""))


class Decision(StrEnum):
    VALIDATE = "valider"
    RETURN = "renvoyer"


class DecisionForm(forms.Form):
    """`ligne` is there when the person decided on one row by its own button. `ticked` names the field of the rows."""

    decision = forms.ChoiceField(choices=[(each.value, each.value) for each in Decision])
    motif = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        strip=False,
        error_messages={"max_length": REASON_TOO_LONG},
    )
    ligne = forms.BooleanField(required=False)

    def __init__(self, sent: QueryDict, ticked: str) -> None:
        data = sent.copy()
        # A browser counts a line break as one character of `maxlength`, and sends two.
        data["motif"] = sent.get("motif", "").replace("\r\n", "\n")
        super().__init__(data)
        self.fields[ticked] = TickedField(required=False)

    @property
    def is_only_too_long(self) -> bool:
        """Whether nothing but the length of the reason is wrong: the rows are known, and what was typed is kept."""
        return list(self.errors) == ["motif"] and self.has_error("motif", "max_length")
