"""The rows of the grid of assignments: an indicator or an action, with its lines as recorded or as they were sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from accounts.clock import localdate
from accounts.models import User
from commitments.models import Action, Contract, Fiche
from commitments.selectors import NOBODY, Owners
from cpg.shared.days import NO_DAYS, Days
from dashboards.setup.lines import LineForm, Sent, line_of
from indicators.holders import Holders, Holding, digest_of
from indicators.models import Assignment, Indicator


class WantedOwners(NamedTuple):
    """The owners of an action as they shall be, in the order in which their verb names them."""

    action: Action
    owner: User | None
    deputy: User | None
    expected_version: int
    days: Days


@dataclass(slots=True)
class GridRow:
    """An indicator or an action with its lines; `seen` is what tells that somebody else changed it meanwhile. `filler`
    is the line of its fiche, for a row where nobody is named; `recorded` is who is, whatever was sent.
    """

    code: str
    label: str
    fiche: Fiche
    subject: Indicator | Action
    lines: list[LineForm]
    seen: str
    recorded: Sequence[Holding]
    is_sent: bool
    extra: LineForm | None = None
    filler: LineForm | None = None
    refused: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Where what is refused of the row as a whole leads: its first field."""
        return self.lines[0]["responsable"].id_for_label

    @property
    def is_indicator(self) -> bool:
        return isinstance(self.subject, Indicator)

    @property
    def forms(self) -> list[LineForm]:
        return [*self.lines, *([self.extra] if self.extra else [])]

    @property
    def is_valid(self) -> bool:
        """Every line is checked, so that each says what is wrong with it."""
        return not sum(not each.is_valid() for each in self.forms)

    @property
    def is_held(self) -> bool:
        """Whether it has a holder whose days are not over."""
        today = localdate()
        return any(not each.is_deputy and (each.days.end or today) >= today for each in self.recorded)

    @property
    def named(self) -> set[str]:
        """The primary keys of everybody whom it has, whatever the days."""
        return {str(each.person.pk) for each in self.recorded}

    @property
    def _wanted(self) -> list[LineForm]:
        named = any(person for form in self.forms for person in form.named)
        return self.forms if named or self.filler is None else [self.filler]

    def holders(self) -> Holders:
        assert isinstance(self.subject, Indicator)  # noqa: S101 - asked of rows of indicators only
        holdings = [
            Holding(person, is_deputy, form.days)
            for form in self._wanted
            for person, is_deputy in zip(form.named, (False, True), strict=True)
            if person
        ]
        return Holders(self.subject, holdings, self.seen)

    def owners(self) -> WantedOwners:
        assert isinstance(self.subject, Action)  # noqa: S101 - asked of rows of actions only
        (form,) = self._wanted
        version = int(self.seen) if self.seen.isascii() and self.seen.isdecimal() else 0
        return WantedOwners(self.subject, *form.named, version, form.days)


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


def indicator_row(
    indicator: Indicator,
    held: Sequence[Assignment],
    people: Mapping[str, User],
    data: Sent,
) -> GridRow:
    data = _sent(indicator.code, data)
    recorded = [Holding.of(each) for each in held]
    shown = list(_lines(held)) or [((None, None), NO_DAYS)]
    lines = [
        line_of(f"{indicator.code}-{rank}", people, named, days, data)
        for rank, (named, days) in enumerate(shown)
    ]
    extra = line_of(f"{indicator.code}-plus", people, (None, None), NO_DAYS, data)
    return GridRow(
        indicator.code,
        indicator.short_label,
        indicator.fiche,
        indicator,
        lines,
        digest_of(recorded) if data is None else data[f"{indicator.code}-vu"],
        recorded,
        data is not None,
        extra,
    )


def action_row(action: Action, people: Mapping[str, User], data: Sent) -> GridRow:
    owners, code = owners_now(action), action.full_code
    data = _sent(code, data)
    return GridRow(
        code,
        action.wording,
        action.engagement.fiche,
        action,
        [line_of(f"{code}-0", people, owners.named, owners.days, data)],
        str(owners.version) if data is None else data[f"{code}-vu"],
        holdings_of(owners),
        data is not None,
    )


def holdings_of(owners: Owners) -> list[Holding]:
    """Owner and deputy of an action, whatever the day."""
    return [
        Holding(person, is_deputy, owners.days)
        for person, is_deputy in zip(owners.named, (False, True), strict=True)
        if person
    ]


def _lines(held: Sequence[Assignment]) -> Iterator[tuple[tuple[User | None, User | None], Days]]:
    """Holders and deputies of the same days side by side."""
    periods = dict.fromkeys(each.days for each in held)
    for days in periods:
        of_days = [each for each in held if each.days == days]
        holders = [each.user for each in of_days if not each.is_deputy]
        deputies = [each.user for each in of_days if each.is_deputy]
        for named in zip_longest(holders, deputies):
            yield named, days


def _sent(code: str, data: Sent) -> Sent:
    """None for a row that the page did not show, and which stays as it is."""
    return data if data is not None and f"{code}-vu" in data else None
