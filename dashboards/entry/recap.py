"""What would be submitted, read before it goes: the drafts of a year by month, and what keeps each of them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from accounts.clock import localdate
from accounts.models import User
from commitments.ledger.moves import may_take_back, reason_to_refuse_answer, standing_return
from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.addresses import cell_url
from dashboards.entry.forms import GridFilters
from dashboards.entry.page import writable_indicators
from dashboards.shared.figures import fact_with_reason
from indicators.domain.month_state import Act
from indicators.handovers import Place, histories
from indicators.models import Indicator
from indicators.plausibility import Doubt, doubts
from indicators.refusals import name_of
from indicators.selectors import Known, MonthRecord, known, locks_on, states_of
from indicators.submission import OwedComment, owed_comment, reason_for_comment, reason_not_over


@dataclass(frozen=True, slots=True)
class RecapAttempt:
    """A submission that was refused: what was ticked and typed stays. Texts and refusals are by key of row;
    `anchor` is the part of the page that `message` is about.
    """

    ticked: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    anchor: str = "recapitulatif"


@dataclass(frozen=True)
class RecapMonth:
    """A draft, or a month that waits. `history` has the latest record first."""

    indicator: Indicator
    found: Known
    history: Sequence[MonthRecord]
    today: date
    is_asked: bool
    attempt: RecapAttempt | None = None

    @property
    def record(self) -> MonthRecord:
        return self.history[0]

    @property
    def month(self) -> Month:
        return self.record.month

    @property
    def key(self) -> str:
        return f"{self.indicator.code}/{self.month}"

    @property
    def anchor(self) -> str:
        return self.key.replace("/", "-")

    @property
    def value(self) -> str:
        return fact_with_reason(self.indicator, self.record.fact)

    @property
    def url(self) -> str:
        """The cell of the grid."""
        return cell_url(self.indicator, self.month)

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        fact = self.record.fact
        return () if fact is None else doubts(self.found.series, self.month, fact)

    @cached_property
    def owed(self) -> OwedComment:
        return owed_comment(self.found.series, self.month, self.record.comment)

    @cached_property
    def returned(self) -> MonthRecord | None:
        """The return that is to be answered, where nothing changed since."""
        return standing_return(self.history)

    @cached_property
    def not_over(self) -> Refusal | None:
        return reason_not_over(self.indicator, self.month, self.today)

    @property
    def reasons(self) -> tuple[Refusal, ...]:
        """Why it may not go as it is, by the rules of the verb."""
        name = name_of(self.indicator, self.month)
        asked = (
            self.not_over,
            reason_to_refuse_answer(name, "", self.history, self.returned),
            reason_for_comment(self.indicator, self.month, self.owed),
        )
        return tuple(each for each in asked if each is not None)

    @property
    def is_ready(self) -> bool:
        return not self.reasons

    @property
    def is_ticked(self) -> bool:
        if self.attempt is not None:
            return self.key in self.attempt.ticked
        return self.is_asked and self.is_ready

    @property
    def refusal(self) -> str:
        return self.attempt.refusals.get(self.key, "") if self.attempt else ""

    @property
    def answer(self) -> str:
        return self.attempt.answers.get(self.key, "") if self.attempt else ""

    @property
    def comment(self) -> str:
        return self.attempt.comments.get(self.key, "") if self.attempt else ""


@dataclass(frozen=True, slots=True)
class Recap:
    """`drafts` and `waiting` are of one year, by month; `years` are the others that have drafts, with how many."""

    year: int
    drafts: tuple[RecapMonth, ...]
    waiting: tuple[RecapMonth, ...]
    years: tuple[tuple[int, int], ...]
    attempt: RecapAttempt | None

    @property
    def finding(self) -> str:
        ready = sum(each.is_ready for each in self.drafts)
        held = len(self.drafts) - ready
        if not self.drafts:
            return f"Rien n’est à soumettre en {self.year}"
        words = f"{french.count_word(ready)} mois {french.plural(ready, 'prêt', 'prêts')} à soumettre"
        if not held:
            return french.sentence(words)
        if not ready:
            return french.sentence(f"{french.count_word(held)} mois à compléter avant de soumettre")
        return french.sentence(f"{words}, {french.count_word(held)} à compléter")

    @property
    def refused_elsewhere(self) -> tuple[str, ...]:
        """Refusals of months that are no draft any more."""
        shown = {each.key for each in self.drafts}
        refusals = self.attempt.refusals if self.attempt else {}
        return tuple(text for key, text in refusals.items() if key not in shown)

    @property
    def refused(self) -> tuple[RecapMonth, ...]:
        return tuple(each for each in self.drafts if each.refusal)


def recap_of(contract: Contract, user: User, query: Any, attempt: RecapAttempt | None = None) -> Recap:
    """`?annee=2025&indicateur=R1&indicateur=R2`: what these have is ticked, all where none is named. A constant number
    of queries.
    """
    today = localdate()
    year = GridFilters(contract, query, today).year
    asked = set(query.getlist("indicateur"))
    mine = writable_indicators(contract, user)
    facts = known(mine)
    locks = locks_on(contract, today)
    acts: dict[Place, frozenset[Act]] = {}
    for indicator in mine:
        found = facts[indicator.pk]
        states = states_of(indicator, found, list(found.records), today=today, locks=locks)
        acts |= {(indicator.pk, month): state.acts for month, state in states.items()}
    of_year = set(months_of_year(year))
    shown = [place for place, of in acts.items() if place[1] in of_year and of & {Act.SUBMIT, Act.UNSUBMIT}]
    records = histories(shown)
    by_pk = {each.pk: each for each in mine}
    rows = [
        RecapMonth(
            by_pk[pk],
            facts[pk],
            records[pk, month],
            today,
            is_asked=not asked or by_pk[pk].code in asked,
            attempt=attempt,
        )
        for pk, month in sorted(shown, key=lambda place: (place[1], by_pk[place[0]].position))
    ]
    return Recap(
        year=year,
        drafts=tuple(each for each in rows if Act.SUBMIT in acts[each.indicator.pk, each.month]),
        waiting=tuple(
            each
            for each in rows
            if Act.UNSUBMIT in acts[each.indicator.pk, each.month]
            and may_take_back(user, each.indicator, each.history)
        ),
        years=_other_years(acts, year),
        attempt=attempt,
    )


def _other_years(acts: Mapping[Place, frozenset[Act]], year: int) -> tuple[tuple[int, int], ...]:
    counts: dict[int, int] = {}
    for (_, month), of in acts.items():
        if Act.SUBMIT in of and month.year != year:
            counts[month.year] = counts.get(month.year, 0) + 1
    return tuple(sorted(counts.items()))
