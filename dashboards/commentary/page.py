"""The commentaries of a month as a list: which are proposed, written or to be looked at again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from commitments.models import Contract
from cpg.shared import french
from dashboards.commentary.entries import Entry, EntryState
from dashboards.shared.choices import Choice, choices_of
from dashboards.shared.period import Period

GROUPS = ("Le contrat", "Les thèmes", "Les indicateurs")


@dataclass(frozen=True, slots=True)
class CommentariesPage:
    """`asked` is the state that is shown alone, "" for all."""

    contract: Contract
    period: Period
    entries: Sequence[Entry]
    asked: str

    @property
    def finding(self) -> str:
        """`Trois commentaires sont à revoir à fin septembre 2026`."""
        when = f"à fin {french.month_name(self.period.month.year, self.period.month.number)}"
        changed, done = self._count(EntryState.TO_REVIEW), self._count(EntryState.WRITTEN)
        if changed:
            verb = french.plural(changed, "commentaire est à revoir", "commentaires sont à revoir")
            return f"{french.sentence(french.count_word(changed))} {verb} {when}"
        if not done:
            return f"Aucun commentaire n’est encore rédigé {when}"
        verb = french.plural(done, "commentaire est rédigé", "commentaires sont rédigés")
        return f"{french.sentence(french.count_word(done))} {verb} {when}"

    @property
    def groups(self) -> Iterator[tuple[str, list[Entry]]]:
        """Those that are shown."""
        shown = (each for each in self.entries if self.asked in {"", each.state.value})
        for rank, listed in groupby(shown, key=_rank):
            yield GROUPS[rank], list(listed)

    @property
    def choices(self) -> tuple[Choice, ...]:
        options = (
            (each.value, f"{french.sentence(each.label)} ({self._count(each)})") for each in EntryState
        )
        return choices_of(options, self.asked)

    @property
    def next(self) -> Entry | None:
        return next_of(self.entries)

    def _count(self, state: EntryState) -> int:
        return sum(each.state is state for each in self.entries)


def next_of(entries: Sequence[Entry], after: str = "") -> Entry | None:
    """The one to look at next, after that subject and then from the start: what no longer agrees, then what nobody
    wrote; None where all are written.
    """
    keys = [each.subject.key for each in entries]
    start = keys.index(after) + 1 if after in keys else 0
    in_turn = [*entries[start:], *entries[:start]]
    for state in (EntryState.TO_REVIEW, EntryState.PROPOSED):
        for each in in_turn:
            if each.state is state and each.subject.key != after and each.proposal.sentences:
                return each
    return None


def _rank(entry: Entry) -> int:
    if entry.subject.indicator is not None:
        return 2
    return 1 if entry.subject.theme is not None else 0
