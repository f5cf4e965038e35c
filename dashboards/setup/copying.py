"""The assignments of an earlier contract for the next one: what matches, how, who has left, and the days moved."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.models import Action, Contract
from commitments.selectors import NOBODY
from cpg.shared.days import Days
from dashboards.setup.rows import (
    WantedOwners,
    actions_of,
    assignments_by_indicator,
    holdings_of,
    owners_now,
)
from indicators.holders import Holders, Holding, digest_of
from indicators.models import Indicator

SAME_MEASURE, SAME_LABEL, SAME_CODE = "même mesure", "même libellé", "même code, autre libellé"


@dataclass(frozen=True, slots=True)
class CopyLine:
    """An indicator or an action of the new contract beside the one that it continues, `before` with its code, and `how`
    it is known.

    `left` may not enter anything any more. A line that matches by its code alone is not ticked beforehand.
    """

    code: str
    label: str
    before: str
    code_before: str
    how: str
    holdings: tuple[Holding, ...]
    left: tuple[User, ...]
    subject: Indicator | Action
    is_held: bool

    @property
    def is_offered(self) -> bool:
        return bool(self.holdings) and not self.is_held

    @property
    def is_indicator(self) -> bool:
        return isinstance(self.subject, Indicator)

    @property
    def has_other_words(self) -> bool:
        return _words(self.before) != _words(self.label)

    @property
    def is_sure(self) -> bool:
        return self.how != SAME_CODE

    @property
    def fingerprint(self) -> str:
        return f"{self.code} {self.how} {digest_of(self.holdings)} {self.is_held}"

    def holders(self) -> Holders:
        assert isinstance(self.subject, Indicator)  # noqa: S101 - asked of indicators only
        return Holders(self.subject, self.holdings, digest_of([]))

    def owners(self) -> WantedOwners:
        assert isinstance(self.subject, Action)  # noqa: S101 - asked of actions only
        owner, deputy = (
            next((each.person for each in self.holdings if each.is_deputy is is_deputy), None)
            for is_deputy in (False, True)
        )
        version = owners_now(self.subject).version
        return WantedOwners(self.subject, owner, deputy, version, self.holdings[0].days)


@dataclass(frozen=True, slots=True)
class Copy:
    contract: Contract
    source: Contract
    lines: tuple[CopyLine, ...]

    @property
    def whole(self) -> Days:
        """What an assignment without days becomes."""
        return Moved(self.contract, 0)(Days())

    @property
    def offered(self) -> list[CopyLine]:
        return [line for line in self.lines if line.is_offered]

    @property
    def held(self) -> list[CopyLine]:
        return [line for line in self.lines if line.is_held]

    @property
    def nobody(self) -> list[CopyLine]:
        """Of which nothing comes: no match, or nobody of then may still enter."""
        return [line for line in self.lines if not line.is_held and not line.holdings]

    @property
    def left(self) -> list[User]:
        return sorted({person for line in self.lines for person in line.left}, key=str)

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(each.fingerprint for each in self.lines).encode()).hexdigest()


def sources_for(contract: Contract) -> list[Contract]:
    """The other contracts of the body, the latest first."""
    others = Contract.objects.filter(body=contract.body).exclude(pk=contract.pk)
    return list(others.select_related("body").order_by("-first_year", "code"))


def copy_of(contract: Contract, source: Contract) -> Copy:
    """Who stood last in the earlier contract: today, or on its last day. Seven queries."""
    day = min(localdate(), date(source.last_year, 12, 31))
    found = [*_indicators(contract, source), *_actions(contract, source)]
    named = {each.person.pk: each.person for match in found for each in match.standing}
    User.read_roles(named.values())
    moved = Moved(contract, contract.first_year - source.first_year)
    return Copy(contract, source, tuple(_line(match, day, named, moved) for match in found))


@dataclass(frozen=True, slots=True)
class _Match:
    code: str
    label: str
    before: str
    code_before: str
    how: str
    standing: Sequence[Holding]
    subject: Indicator | Action
    is_held: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Days as many years later, and none before the first day of the new contract."""

    contract: Contract
    years: int

    def __call__(self, days: Days) -> Days:
        first = date(self.contract.first_year, 1, 1)
        moved = days.moved(self.years)
        return Days(max(first, moved.start or first), moved.end)


def _indicators(contract: Contract, source: Contract) -> Iterator[_Match]:
    held, before = assignments_by_indicator(contract), assignments_by_indicator(source)
    earlier = list(source.indicators.with_definition().order_by("position"))
    by = (
        (SAME_MEASURE, {each.measure_id: each for each in reversed(earlier)}),
        (SAME_LABEL, {_words(each.label): each for each in reversed(earlier)}),
        (SAME_CODE, {each.code: each for each in reversed(earlier)}),
    )
    for each in contract.indicators.with_definition().order_by("position"):
        same, how = _first(by, (each.measure_id, _words(each.label), each.code))
        standing = [Holding.of(one) for one in before.get(same.pk, [])] if same else []
        named = (same.short_label, same.code) if same else ("", "")
        yield _Match(each.code, each.short_label, *named, how, standing, each, bool(held.get(each.pk)))


def _actions(contract: Contract, source: Contract) -> Iterator[_Match]:
    earlier = actions_of(source)
    by = (
        (SAME_LABEL, {_words(each.wording): each for each in reversed(earlier)}),
        (SAME_CODE, {each.full_code: each for each in reversed(earlier)}),
    )
    for each in actions_of(contract):
        same, how = _first(by, (_words(each.wording), each.full_code))
        owners = owners_now(same) if same else NOBODY
        standing = holdings_of(owners)
        named = (same.wording, same.full_code) if same else ("", "")
        is_held = any(owners_now(each).named)
        yield _Match(each.full_code, each.wording, *named, how, standing, each, is_held)


def _first[T](by: Sequence[tuple[str, Mapping[Any, T]]], keys: Sequence[Any]) -> tuple[T | None, str]:
    """The one that matches by the surest way, and that way."""
    for (how, known), key in zip(by, keys, strict=True):
        if key in known:
            return known[key], how
    return None, ""


def _words(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").rstrip(". ").split())


def _line(match: _Match, day: date, named: Mapping[int, User], moved: Moved) -> CopyLine:
    """Without who stood no longer on that day."""
    standing = [each for each in match.standing if each.days.include(day)]
    body = moved.contract.body_id
    may_enter = {pk for pk, person in named.items() if may_somewhere(person, Verb.RECORD, body)}
    return CopyLine(
        match.code,
        match.label,
        match.before,
        match.code_before,
        match.how,
        tuple(
            Holding(named[each.person.pk], each.is_deputy, moved(each.days))
            for each in standing
            if each.person.pk in may_enter
        ),
        tuple(named[each.person.pk] for each in standing if each.person.pk not in may_enter),
        match.subject,
        match.is_held,
    )
