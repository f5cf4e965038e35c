"""The acts that a filter keeps."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from commitments.models import Change, Contract
from dashboards.acts.facts import FACTS, FactKind
from dashboards.acts.forms import JournalFilters
from dashboards.acts.kinds import VERBS, verbs_of
from dashboards.acts.matching import Sought
from dashboards.acts.subjects import Chosen, Subjects


class Search:
    """What a filter keeps of the acts of a contract. `chosen` are the subjects asked for, None for all."""

    def __init__(
        self, contract: Contract, filters: JournalFilters, subjects: Subjects, people: Collection[User]
    ) -> None:
        self.contract, self.filters, self.subjects, self.people = contract, filters, subjects, people
        self.sought = Sought(filters.asked["texte"]) if filters.asked["texte"].strip() else None
        self.chosen = subjects.chosen(filters.asked["objet"])
        if self.chosen is None:
            filters.forget("objet")
        if filters.asked["personne"] not in {each.username for each in people}:
            filters.forget("personne")

    @property
    def is_costly(self) -> bool:
        """Whether rows of facts are searched, and not acts alone."""
        return self.sought is not None or self.chosen is not None

    def acts(self) -> QuerySet[Change]:
        """The latest first."""
        found = Change.objects.filter(self._condition(), contract=self.contract)
        return found.select_related("actor").order_by("-sequence")

    def _condition(self) -> Q:
        asked, kept = self.filters.asked, Q()
        if self.filters.kind:
            kept &= Q(verb__in=verbs_of(self.filters.kind))
        if asked["personne"]:
            kept &= Q(actor__username=asked["personne"])
        first, end = self.filters.moments
        if first:
            kept &= Q(recorded_at__gte=first)
        if end:
            kept &= Q(recorded_at__lt=end)
        if self.chosen is not None:
            kept &= _any(self._wrote(_about(self.chosen)))
        if self.sought is not None:
            kept &= self._has(self.sought)
        return kept

    def _has(self, sought: Sought) -> Q:
        """The text is in the act, in the name of who did it or of what it is about, or in what was written."""
        named = self.subjects.named(sought)
        verbs = [
            verb for verb, each in VERBS.items() if sought.met(each.words) or sought.met(each.kind.label)
        ]
        people = [each.pk for each in self.people if sought.met(f"{each} {each.username}")]
        facts = ((kind, condition) for kind in FACTS for condition in _tells(kind, named, sought))
        return sought.within("reason") | Q(verb__in=verbs) | Q(actor__in=people) | _any(self._wrote(facts))

    def _wrote(self, facts: Iterable[tuple[FactKind, Q]]) -> Iterator[Q]:
        """Of each kind with a condition: the acts that wrote such a row."""
        for kind, condition in facts:
            if condition:
                rows = kind.model._default_manager.filter(
                    condition, **{f"{kind.by}__contract": self.contract}
                )
                yield Q(pk__in=rows.order_by().values(kind.by))


def _about(chosen: Chosen) -> Iterator[tuple[FactKind, Q]]:
    """What the history of the subject shows: its own rows, and those of the whole contract."""
    for kind in FACTS:
        yield kind, Q(pk__isnull=False) if kind.is_of_all else _names(kind, chosen)


def _names(kind: FactKind, chosen: Chosen) -> Q:
    found = Q()
    if kind.indicator and chosen.indicators:
        found |= Q(**{f"{kind.indicator}__in": chosen.indicators})
    if kind.action and chosen.actions:
        found |= Q(**{f"{kind.action}__in": chosen.actions})
    return found


def _tells(kind: FactKind, named: Chosen, sought: Sought) -> Iterator[Q]:
    """Apart from each other where the rows are many: a database reads a text again where another table decides too."""
    if kind.written_by is None:
        yield _names(kind, named) | sought.within(*kind.texts)
        return
    yield _names(kind, named)
    yield sought.within(*kind.texts) & Q(change__verb__in=verbs_of(kind.written_by))
    if hasattr(kind.model, "answer"):
        # Most rows have no answer: they are passed over without reading the text.
        yield ~Q(answer="") & sought.within("answer")


def _any(conditions: Iterable[Q]) -> Q:
    """One of them; none keeps nothing."""
    found = Q(pk__in=[])
    for each in conditions:
        found |= each
    return found


def people_of(contract: Contract) -> list[User]:
    """Who ever acted on the contract, by name. One query."""
    acts = Change.objects.filter(contract=contract, actor=OuterRef("pk"))
    return sorted(User.objects.filter(Exists(acts)), key=lambda each: (str(each), each.username))
