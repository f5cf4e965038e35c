"""A line of the grid of assignments: who holds something and who is the deputy, with the days of both."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.models import User
from cpg.shared.days import NO_DAYS, Days

type Sent = Mapping[str, str] | None

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
DAY_FORM = "Écrivez un jour comme 30/11/2028."
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
DAY_FAR = (
    "Écrivez un jour entre 2000 et 2199, ou n’écrivez rien\u00a0: sans jour, rien ne commence ni ne finit."
)
DAYS_OF_NOBODY = "Choisissez une personne, ou effacez ses dates."
UNKNOWN = "Choisissez une personne de la liste."


class DayField(forms.DateField):
    """A day that may be left out. A year of three figures, or 9999 for no end, is a slip or a habit."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=DAYS,
            error_messages={"invalid": DAY_FORM},
            validators=[MinValueValidator(FIRST_DAY, DAY_FAR), MaxValueValidator(LAST_DAY, DAY_FAR)],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        )


class LineForm(forms.Form):
    """A holder and a deputy with the days of both; `people` are those who may be named, by primary key."""

    responsable = forms.CharField(label="Responsable", required=False)
    suppleant = forms.CharField(label="Suppléant", required=False)
    du = DayField(label="À partir du")
    au = DayField(label="Jusqu’au")

    def __init__(self, people: Mapping[str, User], *, prefix: str, data: object, initial: object) -> None:
        super().__init__(data, prefix=prefix, initial=initial)  # type: ignore[arg-type]  # as Django's own
        self.people = people

    def _person(self, name: str) -> User | None:
        key = self.cleaned_data[name]
        if key and key not in self.people:
            raise forms.ValidationError(UNKNOWN)
        return self.people.get(key)

    def clean_responsable(self) -> User | None:
        return self._person("responsable")

    def clean_suppleant(self) -> User | None:
        return self._person("suppleant")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and self.days != NO_DAYS and not any(self.named):
            self.add_error("responsable", DAYS_OF_NOBODY)
        return cleaned

    @property
    def named(self) -> tuple[User | None, User | None]:
        return self.cleaned_data["responsable"], self.cleaned_data["suppleant"]

    @property
    def days(self) -> Days:
        return Days(self.cleaned_data["du"], self.cleaned_data["au"])

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self["responsable"], self["suppleant"]]

    @property
    def days_fields(self) -> list[forms.BoundField]:
        return [self["du"], self["au"]]

    @property
    def has_days(self) -> bool:
        """Whether its days say something, as shown or as typed: they are shown open then."""
        return any(each.value() for each in self.days_fields)

    @property
    def has_content(self) -> bool:
        """Whether the line says something, as shown or as typed: an extra line that does is shown open."""
        return any(self[name].value() for name in self.fields)


def line_of(
    prefix: str,
    people: Mapping[str, User],
    named: tuple[User | None, User | None],
    days: Days,
    data: Sent,
) -> LineForm:
    owner, deputy = (str(each.pk) if each else "" for each in named)
    initial = {"responsable": owner, "suppleant": deputy, "du": days.start, "au": days.end}
    return LineForm(people, prefix=prefix, data=data, initial=initial)
