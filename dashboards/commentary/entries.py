"""A subject with what is proposed of it and what was written: the text that every page and file shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from accounts.clock import localdate
from commitments.models import Contract, Theme
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.commentary.agreement import Agreement
from dashboards.commentary.compared import Compared, compared
from dashboards.commentary.group import group_commentary
from dashboards.commentary.indicator import commentary_of
from dashboards.commentary.members import members_of
from dashboards.commentary.parts import Commentary, Kind
from dashboards.commentary.reading import Proposed, proposed, told_of
from dashboards.commentary.selectors import written, written_of
from dashboards.commentary.standing import standing_of
from dashboards.commentary.subjects import Subject, of_contract, of_indicator, of_theme
from dashboards.models.commentary import OF_CONTRACT, CommentaryRevision
from dashboards.shared.coverage import expected_among
from dashboards.shared.reads import ContractFacts, IndicatorState
from indicators.domain.model import Attainment
from indicators.selectors import Known

OF_THE_CONTRACT, OF_THE_THEME = "du contrat", "du thème"
LONGEST_ON_SCREEN = 320


class EntryState(StrEnum):
    """The value is part of addresses."""

    TO_REVIEW = "a-revoir"
    PROPOSED = "propose"
    WRITTEN = "redige"

    @property
    def label(self) -> str:
        return {"a-revoir": "à revoir", "propose": "proposé", "redige": "rédigé"}[self.value]


@dataclass(frozen=True)
class Entry:
    """`revision` is the version that was written last, None where nothing ever was."""

    subject: Subject
    month: Month
    proposal: Commentary
    revision: CommentaryRevision | None

    @cached_property
    def agreement(self) -> Agreement | None:
        """None where the proposed text is shown."""
        if self.revision is None or not self.revision.text:
            return None
        return Agreement(self.revision.text, self.revision.cited, self.proposal.figures)

    @property
    def state(self) -> EntryState:
        if self.agreement is None:
            return EntryState.PROPOSED
        return EntryState.WRITTEN if self.agreement.holds else EntryState.TO_REVIEW

    @property
    def is_written(self) -> bool:
        return self.agreement is not None

    @property
    def text(self) -> str:
        return self.agreement.text if self.agreement else self.proposal.text

    @property
    def beginning(self) -> str:
        """What a screen or a slide has room for."""
        whole = french.bound(self.text)
        if len(whole) <= LONGEST_ON_SCREEN:
            return whole
        return f"{whole[:LONGEST_ON_SCREEN].rsplit(' ', 1)[0].rstrip(',;:.')}…"

    @property
    def is_cut(self) -> bool:
        """Whether its beginning is not the whole of it."""
        return self.beginning != french.bound(self.text)

    @property
    def disagreement(self) -> str:
        """`Des chiffres ont changé depuis que ce texte est écrit : …`, "" where it agrees."""
        changed = self.agreement.changed if self.agreement else ()
        if not changed:
            return ""
        told = f"{french.NARROW}; ".join(each.words for each in changed)
        return f"Des chiffres ont changé depuis que ce texte est écrit{french.NO_BREAK}: {told}."

    @property
    def beyond_finding(self) -> Commentary:
        """What is proposed and is not in the sentence that opens a page."""
        return self.proposal.without(Kind.FINDING, Kind.POSITION, Kind.DECEMBER)

    @property
    def version(self) -> int:
        return self.revision.version if self.revision else 0


def entries(contract: Contract, month: Month, today: date | None) -> list[Entry]:
    """The contract, its themes and its indicators, in order; a constant number of queries."""
    return list(entries_of(contract, proposed(contract, month, today), written(contract, month)))


def entries_of(
    contract: Contract, found: Proposed, texts: Mapping[str, CommentaryRevision]
) -> Iterator[Entry]:
    """From what was read already; the indicators come with their themes."""
    listed = found.listed

    def entry(subject: Subject, proposal: Commentary) -> Entry:
        return Entry(subject, found.month, proposal, texts.get(subject.key))

    yield entry(of_contract(contract), found.of_group(listed, named=OF_THE_CONTRACT))
    for theme in sorted({each.indicator.theme for each in listed}, key=lambda theme: theme.position):
        members = [each for each in listed if each.indicator.theme_id == theme.pk]
        subject = of_theme(theme)
        yield entry(subject, found.of_group(members, named=OF_THE_THEME, scope=subject.key))
    for each in listed:
        yield entry(of_indicator(each.indicator), each.commentary)


def entry_of(
    found: Known,
    month: Month,
    attained: Mapping[Month, Attainment],
    objectif: Decimal | None,
    *,
    revision: CommentaryRevision | None,
    since: Compared | None,
) -> Entry:
    """Of one indicator whose every month was computed, without a query. `objectif` is that of December."""
    expected = expected_among(attained.values(), attained[month])
    told = since.of_indicator(found.indicator.code) if since else None
    standing = standing_of(
        found, attained, month, objectif=objectif, expected=expected, today=localdate(), told=told
    )
    proposal = commentary_of(standing, attained[Month(month.year, 12)])
    return Entry(of_indicator(found.indicator), month, proposal, revision)


def theme_entry(theme: Theme, states: Sequence[IndicatorState], facts: ContractFacts, month: Month) -> Entry:
    """`facts` are those of the theme. Three queries, and those of what changed since the quarter before."""
    subject = of_theme(theme)
    proposal = _group(facts, states, month, named=OF_THE_THEME, scope=subject.key)
    return Entry(subject, month, proposal, written_of(theme.contract, month, subject.key))


def contract_entry(contract: Contract, states: Sequence[IndicatorState], month: Month) -> Entry | None:
    """None where nothing is written of the contract: its pages say already what is proposed. One query then, else those
    of the series too.
    """
    revision = written_of(contract, month, OF_CONTRACT)
    if revision is None or not revision.text:
        return None
    facts = ContractFacts(contract, [each.indicator for each in states])
    proposal = _group(facts, states, month, named=OF_THE_CONTRACT)
    return Entry(of_contract(contract), month, proposal, revision)


def _group(
    facts: ContractFacts, states: Sequence[IndicatorState], month: Month, *, named: str, scope: str = ""
) -> Commentary:
    since = compared(facts.contract, month, facts.indicators, facts.series)
    told = told_of(since, {each.indicator.code for each in states}, scope)
    return group_commentary(members_of(states, facts.series), month, named=named, told=told)
