"""Who fills in each indicator and answers for each action of a contract, as one grid that is sent as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from django import forms

from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.models import Action, Contract, Fiche
from commitments.selectors import NOBODY, Owners
from cpg.shared.days import NO_DAYS, Days
from dashboards.setup.rights_table import people_of
from indicators.holders import Holders, Holding, digest_of
from indicators.models import Assignment, Indicator

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
DAY_FORM = "Écrivez un jour comme 30/11/2028."
DAYS_OF_NOBODY = "Choisissez une personne, ou effacez ses dates."
UNKNOWN = "Choisissez une personne de la liste."


class LineForm(forms.Form):
    """A holder and a deputy with the days of both; `people` are those who may be named, by primary key."""

    responsable = forms.CharField(label="Responsable", required=False)
    suppleant = forms.CharField(label="Suppléant", required=False)
    du = forms.DateField(
        label="À partir du",
        required=False,
        input_formats=DAYS,
        error_messages={"invalid": DAY_FORM},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    au = forms.DateField(
        label="Jusqu’au",
        required=False,
        input_formats=DAYS,
        error_messages={"invalid": DAY_FORM},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

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
    def has_content(self) -> bool:
        """Whether the line says something, as shown or as typed: an extra line that does is shown open."""
        return any(self[name].value() for name in self.fields)


class WantedOwners(NamedTuple):
    """The owners of an action as they shall be, in the order in which their verb names them."""

    action: Action
    owner: User | None
    deputy: User | None
    expected_version: int
    days: Days


@dataclass(slots=True)
class GridRow:
    """An indicator or an action with its lines; `seen` is what tells that somebody else changed it meanwhile."""

    code: str
    label: str
    fiche: Fiche
    subject: Indicator | Action
    lines: list[LineForm]
    seen: str
    extra: LineForm | None = None
    refused: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Where what is refused of the row as a whole leads: its first field."""
        return self.lines[0]["responsable"].id_for_label

    @property
    def forms(self) -> list[LineForm]:
        return [*self.lines, *([self.extra] if self.extra else [])]

    @property
    def is_valid(self) -> bool:
        """Every line is checked, so that each says what is wrong with it."""
        return not sum(not each.is_valid() for each in self.forms)

    def holders(self) -> Holders:
        assert isinstance(self.subject, Indicator)  # noqa: S101 - asked of rows of indicators only
        holdings = [
            Holding(person, is_deputy, form.days)
            for form in self.forms
            for person, is_deputy in zip(form.named, (False, True), strict=True)
            if person
        ]
        return Holders(self.subject, holdings, self.seen)

    def owners(self) -> WantedOwners:
        assert isinstance(self.subject, Action)  # noqa: S101 - asked of rows of actions only
        (form,) = self.forms
        version = int(self.seen) if self.seen.isascii() and self.seen.isdecimal() else 0
        return WantedOwners(self.subject, *form.named, version, form.days)


@dataclass(frozen=True, slots=True)
class Grid:
    contract: Contract
    people: Mapping[str, User]
    indicators: Sequence[GridRow]
    actions: Sequence[GridRow]

    @property
    def rows(self) -> Sequence[GridRow]:
        return [*self.indicators, *self.actions]

    @property
    def wrong(self) -> list[GridRow]:
        return [row for row in self.rows if row.refused or any(form.errors for form in row.forms)]

    @property
    def held(self) -> int:
        """Indicators that somebody holds, as shown."""
        return sum(any(form["responsable"].value() for form in row.forms) for row in self.indicators)


def grid_of(contract: Contract, data: Mapping[str, str] | None = None) -> Grid:
    """As it is recorded, or as it was sent. Six queries."""
    own = {str(each.pk): each for each in people_of(contract.body)}
    held = assignments_by_indicator(contract)
    actions = actions_of(contract)
    named = {each.user for listed in held.values() for each in listed}
    named |= {person for each in actions for person in owners_now(each).named if person}
    people = {key: each for key, each in own.items() if may_somewhere(each, Verb.RECORD, contract.body_id)}
    people |= {str(each.pk): own.get(str(each.pk), each) for each in named}
    return Grid(
        contract,
        dict(sorted(people.items(), key=lambda item: str(item[1]).casefold())),
        [
            _indicator_row(each, held.get(each.pk, []), people, data)
            for each in contract.indicators.with_definition().order_by("position")
        ],
        [_action_row(each, people, data) for each in actions],
    )


def assignments_by_indicator(contract: Contract) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    for each in Assignment.every_date.filter(indicator__contract=contract).select_related("user"):
        found.setdefault(each.indicator_id, []).append(each)
    return found


def actions_of(contract: Contract) -> list[Action]:
    return list(
        Action.objects.filter(engagement__fiche__contract=contract)
        .select_related("engagement__fiche", "ownership__current__owner", "ownership__current__deputy")
        .order_by("engagement__fiche__position", "engagement__position", "position")
    )


def owners_now(action: Action) -> Owners:
    ownership = getattr(action, "ownership", None)
    return Owners.of(ownership.current) if ownership else NOBODY


def _indicator_row(
    indicator: Indicator,
    held: Sequence[Assignment],
    people: Mapping[str, User],
    data: Mapping[str, str] | None,
) -> GridRow:
    seen = digest_of(map(Holding.of, held))
    shown = list(_lines(held)) or [((None, None), NO_DAYS)]
    lines = [
        _line(f"{indicator.code}-{rank}", people, named, days, data)
        for rank, (named, days) in enumerate(shown)
    ]
    extra = _line(f"{indicator.code}-plus", people, (None, None), NO_DAYS, data)
    return GridRow(
        indicator.code,
        indicator.short_label,
        indicator.fiche,
        indicator,
        lines,
        _seen(indicator.code, seen, data),
        extra,
    )


def _action_row(action: Action, people: Mapping[str, User], data: Mapping[str, str] | None) -> GridRow:
    owners, code = owners_now(action), action.full_code
    line = _line(f"{code}-0", people, owners.named, owners.days, data)
    seen = _seen(code, str(owners.version), data)
    return GridRow(code, action.wording, action.engagement.fiche, action, [line], seen)


def _lines(held: Sequence[Assignment]) -> Iterator[tuple[tuple[User | None, User | None], Days]]:
    """Holders and deputies of the same days side by side."""
    periods = dict.fromkeys(each.days for each in held)
    for days in periods:
        of_days = [each for each in held if each.days == days]
        holders = [each.user for each in of_days if not each.is_deputy]
        deputies = [each.user for each in of_days if each.is_deputy]
        for named in zip_longest(holders, deputies):
            yield named, days


def _line(
    prefix: str,
    people: Mapping[str, User],
    named: tuple[User | None, User | None],
    days: Days,
    data: Mapping[str, str] | None,
) -> LineForm:
    owner, deputy = (str(each.pk) if each else "" for each in named)
    initial = {"responsable": owner, "suppleant": deputy, "du": days.start, "au": days.end}
    return LineForm(people, prefix=prefix, data=data, initial=initial)


def _seen(code: str, now: str, data: Mapping[str, str] | None) -> str:
    return now if data is None else str(data.get(f"{code}-vu", ""))
