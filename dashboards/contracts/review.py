"""The review of a draft: what remains, the fact that is open beside its place, those that may be accepted together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.http import urlencode

from cpg.shared import french
from dashboards.contracts.fact_forms import FactForm
from dashboards.models.contract_draft import ContractDraft, DraftFact, in_words
from indicators.reading import review_tenths
from indicators.reading.facts import FactKind
from indicators.reading.themes import rows_in_words

TO_SEE, TO_READ, DONE = "a-voir", "a-relire", "faits"
LONGEST_LISTED = 160
TITLES = {TO_SEE: "À voir", TO_READ: "À relire", DONE: "Décidés"}


@dataclass(frozen=True)
class Review:
    draft: ContractDraft
    facts: Sequence[DraftFact]
    asked: dict[str, Any]
    typed: FactForm | None = None

    @cached_property
    def by_filter(self) -> dict[str, list[DraftFact]]:
        return {
            TO_SEE: [fact for fact in self.facts if fact.is_open and fact.flagged],
            TO_READ: [fact for fact in self.facts if fact.is_open and not fact.flagged],
            DONE: [fact for fact in self.facts if not fact.is_open],
        }

    @cached_property
    def filter(self) -> str:
        """What is flagged comes first, then the rest."""
        asked = str(self.asked["voir"])
        return asked or next((name for name in (TO_SEE, TO_READ) if self.by_filter[name]), DONE)

    @property
    def filters(self) -> list[tuple[str, str, int]]:
        return [(name, title, len(self.by_filter[name])) for name, title in TITLES.items()]

    @property
    def shown(self) -> list[tuple[DraftFact, str]]:
        """Cut: each of them is opened to be decided."""
        return [
            (fact, french.cut(words, LONGEST_LISTED))
            for fact, words in self._in_words(self.by_filter[self.filter])
        ]

    def _in_words(self, facts: Sequence[DraftFact]) -> list[tuple[DraftFact, str]]:
        """Each with its value on one line, and a theme with its rows."""
        return [
            (
                fact,
                f"{fact.words} ({rows_of(fact, self.facts)})" if fact.kind == FactKind.THEME else fact.words,
            )
            for fact in facts
        ]

    @cached_property
    def current(self) -> DraftFact | None:
        if self.asked["ajouter"]:
            return None
        named = next((fact for fact in self.facts if fact.key == self.asked["fait"]), None)
        return named or next(iter(self.by_filter[self.filter]), None)

    @cached_property
    def form(self) -> FactForm | None:
        if self.typed is not None:
            return self.typed
        if self.asked["ajouter"]:
            kind = FactKind(self.asked["ajouter"])
            return FactForm(kind, years_of(self.facts), codes=codes_of(self.facts))
        return form_of(self.current, self.facts) if self.current else None

    @property
    def group(self) -> list[DraftFact]:
        """The facts without any doubt that are shown with the open one, and are accepted with one button."""
        if self.current is None:
            return []
        return [fact for fact in self.by_filter[TO_READ] if fact.group == self.current.group]

    @property
    def group_shown(self) -> list[tuple[DraftFact, str]]:
        return self._in_words(self.group)

    @property
    def entry(self) -> DraftFact | None:
        """The entry of the register that is decided with the open fact."""
        key = self.current.register if self.current and self.current.is_open else ""
        return next((fact for fact in self.facts if fact.key == key and fact.is_open), None)

    @property
    def other_words(self) -> str:
        """What the fiche says instead; "" where nothing can be retained in one click."""
        if self.current is None or self.current.other is None or self.entry is None:
            return ""
        return in_words(FactKind(self.current.kind), _only_other(self.current.other, self.current.value))

    @property
    def progress(self) -> tuple[str, str]:
        """How much of the facts is decided, and how much is to be looked at, in hundredths of the bar."""
        return tuple(f"{100 * len(self.by_filter[name]) // len(self.facts)}%" for name in (DONE, TO_SEE))  # type: ignore[return-value]

    @property
    def seen(self) -> str:
        return " ".join(f"{fact.key}/{fact.version}" for fact in self.group)

    @property
    def has_image(self) -> bool:
        return self.current is not None and bool(self.current.page)

    @property
    def open_count(self) -> int:
        return len(self.by_filter[TO_SEE]) + len(self.by_filter[TO_READ])

    @property
    def minutes(self) -> int:
        return -(-review_tenths([fact for fact in self.facts if fact.is_open]) // 600)

    @property
    def filter_title(self) -> str:
        return TITLES[self.filter]

    @property
    def name(self) -> str:
        """Of the form, unique on the page: what was typed in one fact is not shown in another."""
        return self.current.title if self.current else f"ajouter {self.asked['ajouter']}"

    @property
    def address(self) -> str:
        """Of the form: the same list, or the same kind to add."""
        return urlencode(
            {"ajouter": self.asked["ajouter"]} if self.asked["ajouter"] else {"voir": self.filter}
        )

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, kind.value) for kind in FactKind]


def _only_other(other: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """Of targets, those that differ."""
    targets = other.get("cibles", {})
    held = value.get("cibles", {})
    return {**other, "cibles": {year: each for year, each in targets.items() if each != held.get(year)}}


def form_of(fact: DraftFact, facts: Sequence[DraftFact], data: Any = None) -> FactForm:
    value = fact.value
    if fact.kind == FactKind.THEME:
        value = value | {"lignes": rows_of(fact, facts)}
    return FactForm(FactKind(fact.kind), years_of(facts), value, data, codes_of(facts))


def rows_of(theme: DraftFact, facts: Sequence[DraftFact]) -> str:
    """The rows of a theme, as its indicators say it: R1 à R13."""
    indicators = [fact.value for fact in facts if fact.kind == FactKind.INDICATOR]
    return rows_in_words([each["code"] for each in indicators if each["theme"] == theme.value["rang"]])


def codes_of(facts: Sequence[DraftFact]) -> list[str]:
    return [fact.value["code"] for fact in facts if fact.kind == FactKind.INDICATOR]


def years_of(facts: Sequence[DraftFact]) -> list[int]:
    targets = [fact.value["cibles"] for fact in facts if fact.kind == FactKind.TARGETS]
    return sorted({int(year) for each in targets for year in each})
