"""A page of the journal: the acts that a filter keeps, each with its lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import BoundField

from commitments.models import Action, Change, Contract
from cpg.shared import french
from dashboards.acts.facts import lines_of
from dashboards.acts.forms import JournalFilters
from dashboards.acts.kinds import ActKind, act_words
from dashboards.acts.places import subject_name
from dashboards.acts.reading import Acts
from dashboards.acts.search import Search, people_of
from dashboards.acts.subjects import Subjects
from dashboards.journal.lines import JournalLine, who
from dashboards.shared.choices import Choice, choices_of
from indicators.models import Indicator

ACTS_A_PAGE = 20
# More lines than these are folded, and beyond `SHOWN` they are on the page of the act.
OPEN, SHOWN = 3, 60
COUNTED = ((Indicator, "indicateur", "indicateurs"), (Action, "action", "actions"))


@dataclass(frozen=True, slots=True)
class Act:
    """An act with those of its lines that the filter keeps; `count` is of all."""

    change: Change
    lines: Sequence[JournalLine]
    count: int

    @property
    def words(self) -> str:
        return act_words(self.change.verb)

    @property
    def who(self) -> str:
        return who(str(self.change.actor or ""), self.change.origin)

    @property
    def is_folded(self) -> bool:
        return len(self.lines) > OPEN

    @property
    def shown(self) -> Sequence[JournalLine]:
        return self.lines[:SHOWN]

    @property
    def hides_some(self) -> bool:
        return len(self.shown) < self.count

    @property
    def summary(self) -> str:
        """`23 lignes, 23 indicateurs`, `6 lignes, R2 Niveau de satisfaction`: names, or how many."""
        parts = [french.counted(len(self.lines), "ligne", "lignes")]
        subjects = list(dict.fromkeys(each.about for each in self.lines if each.about is not None))
        if len(subjects) == 1:
            named = next(each for each in self.lines if each.about is not None)
            return ", ".join((*parts, subject_name(named)))
        for model, one, many in COUNTED:
            if count := sum(isinstance(each, model) for each in subjects):
                parts.append(french.counted(count, one, many))
        return ", ".join(parts)


def with_lines(search: Search, changes: Iterable[Change]) -> list[Act]:
    """In a constant number of queries."""
    listed = list(changes)
    lines = lines_of(Acts(search.contract, listed, search.subjects))
    return [_act(search, each, lines.get(each.sequence, [])) for each in listed]


def _act(search: Search, change: Change, lines: Sequence[JournalLine]) -> Act:
    kept = lines
    if search.chosen is not None:
        kept = [each for each in kept if search.chosen.holds(each)]
    if search.sought is not None:
        # All of them where the text is in the act itself.
        kept = [each for each in kept if search.sought.met(_text(each))] or kept
    return Act(change, kept, len(lines))


def _text(line: JournalLine) -> str:
    parts = (line.title, line.before, line.after, line.value, line.reason, line.comment, line.answer)
    return "\n".join((subject_name(line), *parts, line.appreciation))


def _before(found: "QuerySet[Change, int]", known: list[int] | None, number: int | None) -> list[int]:
    """The latest first; all of them where no act is named."""
    if known is not None:
        return [each for each in known if number is None or each < number][: ACTS_A_PAGE + 1]
    return list((found.filter(sequence__lt=number) if number else found)[: ACTS_A_PAGE + 1])


def _after(found: "QuerySet[Change, int]", known: list[int] | None, number: int) -> list[int]:
    """Those that follow an act, the earliest first."""
    if known is not None:
        return [each for each in reversed(known) if each > number][: ACTS_A_PAGE + 1]
    return list(found.filter(sequence__gt=number).order_by("sequence")[: ACTS_A_PAGE + 1])


class ActsPage:
    """`avant` and `apres` of the address are numbers of acts: a link keeps its acts when others follow."""

    def __init__(self, contract: Contract, filters: JournalFilters) -> None:
        self.contract, self.filters = contract, filters
        self.subjects, self.people = Subjects(contract), people_of(contract)
        self.search = Search(contract, filters, self.subjects, self.people)
        numbers = self._numbers(self.search.acts().values_list("sequence", flat=True))
        changes = Change.objects.filter(contract=contract, sequence__in=numbers[:ACTS_A_PAGE])
        self.acts = with_lines(self.search, changes.select_related("actor").order_by("-sequence"))

    def _numbers(self, found: "QuerySet[Change, int]") -> list[int]:
        """Of one act more than a page has, to know whether others follow. A costly search is done once, and counted in
        memory.
        """
        before, after = self.filters.asked["avant"], self.filters.asked["apres"]
        known = list(found) if self.search.is_costly else None
        self.count = found.count() if known is None else len(known)
        if after is not None:
            numbers = _after(found, known, after)
            self.has_newer, self.has_older = len(numbers) > ACTS_A_PAGE, True
        else:
            numbers = _before(found, known, before)
            self.has_newer, self.has_older = before is not None, len(numbers) > ACTS_A_PAGE
        return numbers

    @property
    def finding(self) -> str:
        count = french.counted(self.count, "acte", "actes")
        return (
            f"Journal du contrat\u00a0: {count}{' retenus' if self.count > 1 else ' retenu'}"
            if (self.filters.is_active)
            else f"Journal du contrat\u00a0: {count}"
        )

    @property
    def newer(self) -> str:
        """The query of the page of acts after those shown."""
        last = self.acts[0].change.sequence if self.acts else (self.filters.asked["avant"] or 1) - 1
        return urlencode({**self.filters.kept, "apres": last})

    @property
    def older(self) -> str:
        first = self.acts[-1].change.sequence if self.acts else (self.filters.asked["apres"] or 0) + 1
        return urlencode({**self.filters.kept, "avant": first})

    @property
    def days(self) -> list[BoundField]:
        return [self.filters[name] for name in ("du", "au")]

    @property
    def kinds(self) -> tuple[Choice, ...]:
        return choices_of([(each.value, each.label) for each in ActKind], self.filters.asked["acte"])

    @property
    def people_choices(self) -> tuple[Choice, ...]:
        return choices_of(
            [(each.username, str(each)) for each in self.people], self.filters.asked["personne"]
        )

    @property
    def subject_groups(self) -> list[tuple[str, tuple[Choice, ...]]]:
        asked = self.filters.asked["objet"]
        return [(name, choices_of(options, asked)) for name, options in self.subjects.options() if options]
