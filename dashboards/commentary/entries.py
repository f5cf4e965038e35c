"""A subject with what is proposed of it and what was written: the text that every page and file shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from accounts.clock import localdate
from commitments.models import Contract, Theme
from cpg.shared.periods import Month
from dashboards.commentary.agreement import Agreement
from dashboards.commentary.group import Member, group_commentary
from dashboards.commentary.indicator import commentary_of
from dashboards.commentary.parts import Commentary, Kind
from dashboards.commentary.reading import Measured, of_group, proposed
from dashboards.commentary.selectors import written, written_of
from dashboards.commentary.standing import standing_of
from dashboards.commentary.subjects import Subject, of_contract, of_indicator, of_theme
from dashboards.models.commentary import OF_CONTRACT, CommentaryRevision
from dashboards.shared.coverage import expected_among
from indicators.domain.model import Attainment
from indicators.selectors import Known

OF_THE_CONTRACT, OF_THE_THEME = "du contrat", "du thème"


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
    def beyond_finding(self) -> Commentary:
        """What is proposed and is not in the sentence that opens a page."""
        return self.proposal.without(Kind.FINDING, Kind.POSITION, Kind.DECEMBER)

    @property
    def version(self) -> int:
        return self.revision.version if self.revision else 0


def entries(contract: Contract, month: Month, today: date | None) -> list[Entry]:
    """The contract, its themes and its indicators, in order; a constant number of queries."""
    listed = proposed(contract, month, today)
    return list(entries_of(contract, month, listed, written(contract, month)))


def entries_of(
    contract: Contract, month: Month, listed: Sequence[Measured], texts: Mapping[str, CommentaryRevision]
) -> Iterator[Entry]:
    """From what was read already; the indicators come with their themes."""

    def entry(subject: Subject, proposal: Commentary) -> Entry:
        return Entry(subject, month, proposal, texts.get(subject.key))

    yield entry(of_contract(contract), of_group(listed, month, named=OF_THE_CONTRACT))
    for theme in sorted({each.indicator.theme for each in listed}, key=lambda theme: theme.position):
        members = [each for each in listed if each.indicator.theme_id == theme.pk]
        yield entry(of_theme(theme), of_group(members, month, named=OF_THE_THEME))
    for each in listed:
        yield entry(of_indicator(each.indicator), each.commentary)


def entry_of(
    found: Known,
    month: Month,
    attained: Mapping[Month, Attainment],
    objectif: Decimal | None,
    revision: CommentaryRevision | None,
) -> Entry:
    """Of one indicator whose every month was computed, without a query. `objectif` is that of December."""
    expected = expected_among(attained.values(), attained[month])
    standing = standing_of(found, attained, month, objectif=objectif, expected=expected, today=localdate())
    proposal = commentary_of(standing, attained[Month(month.year, 12)])
    return Entry(of_indicator(found.indicator), month, proposal, revision)


def theme_entry(theme: Theme, members: Sequence[Member], month: Month) -> Entry:
    """One query."""
    subject = of_theme(theme)
    proposal = group_commentary(members, month, named=OF_THE_THEME)
    return Entry(subject, month, proposal, written_of(theme.contract, month, subject.key))


def contract_entry(contract: Contract, members: Sequence[Member], month: Month) -> Entry | None:
    """None where nothing is written of the contract: its pages say already what is proposed. One query."""
    revision = written_of(contract, month, OF_CONTRACT)
    if revision is None or not revision.text:
        return None
    proposal = group_commentary(members, month, named=OF_THE_CONTRACT)
    return Entry(of_contract(contract), month, proposal, revision)
