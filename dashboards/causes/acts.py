"""The causes of a change between two moments of a contract: every act in between that can change a figure.

One list for all that explains a change. A kind is added here, with the piece of a series that it changes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from django.db.models import Model, QuerySet
from django.utils import timezone

from commitments.ledger.state import State
from commitments.models import Change
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.journal import words
from dashboards.journal.lines import months_of, who
from dashboards.shared.figures import fact_with_reason
from indicators.domain.paths import Piece
from indicators.models import (
    ActualRevision,
    CreditRevision,
    DefinitionRevision,
    Indicator,
    NeutralisationRevision,
    ProfileRevision,
    TargetRevision,
    VersionTerms,
)
from indicators.models.definition import COMPUTING, NAMING
from indicators.touched import Kinds, touched_since


class CauseKind(StrEnum):
    """What changed a figure, in words."""

    LATE = "valeur tardive"
    CORRECTION = "correction"
    WITHDRAWAL = "valeur retirée"
    COMMENT = "commentaire"
    DECISION = "décision sur le mois"
    NEUTRALISATION = "neutralisation"
    AMENDMENT = "avenant"
    WEIGHT = "poids"
    DEFINITION = "définition"
    WORDING = "libellé ou passeport"
    CREDIT = "score au seuil"
    PROFILE = "profil mensuel"
    RULES = "règles"
    NEW_MONTHS = "nouveaux mois"
    CALENDAR = "avancée de l’année"
    DATA = "données modifiées depuis"

    @property
    def piece(self) -> Piece | None:
        """What an act of this kind changes of a series; None for what is no act, or may change no figure."""
        return PIECES.get(self)


PIECES = {
    CauseKind.LATE: Piece.MONTH,
    CauseKind.CORRECTION: Piece.MONTH,
    CauseKind.WITHDRAWAL: Piece.MONTH,
    CauseKind.NEUTRALISATION: Piece.NEUTRALISATION,
    CauseKind.AMENDMENT: Piece.VERSIONS,
    CauseKind.WEIGHT: Piece.VERSIONS,
    CauseKind.DEFINITION: Piece.DEFINITION,
    CauseKind.CREDIT: Piece.CREDIT,
    CauseKind.PROFILE: Piece.PROFILE,
}

# The columns of a definition that an act of each kind changes.
DEFINED_BY = {CauseKind.DEFINITION: COMPUTING, CauseKind.WORDING: NAMING}


@dataclass(frozen=True, slots=True)
class Cause:
    """One act on one indicator, or what is no act (`by` is None): new months, the calendar, a rule. `month` or `year`
    is the one that it is about, `what` says what it did, `reason` is what its author gave.
    """

    kind: CauseKind
    what: str
    by: Change | None = None
    reason: str = ""
    month: Month | None = None
    year: int | None = None

    @property
    def sentence(self) -> str:
        """`correction de mai 2026 : 188 → 186, par Camille le 12/10/2026 (« chiffres inversés »)`."""
        reason = self.reason.strip()
        return self.what + self._author + (f" («\u00a0{reason}\u00a0»)" if reason else "")

    @property
    def _author(self) -> str:
        if self.by is None:
            return ""
        name = who(str(self.by.actor or ""), self.by.origin)
        day = french.day(timezone.localtime(self.by.recorded_at).date())
        return f", par {name.removeprefix('par ')} le {day}" if name else f", le {day}"


type Causes = Mapping[int, Sequence[Cause]]


def acts_between(
    indicators: Sequence[Indicator],
    first: int | None,
    last: int | None,
    *,
    until: Month | None = None,
    touched: Kinds | None = None,
) -> Causes:
    """What was done to each indicator, by primary key, after a sequence of their contract and up to another, None being
    now; of months, those up to `until` only. `touched` are the kinds of facts written since, where they were read
    already. At most nine queries, none where the moments are one.
    """
    if first == last or not indicators:
        return {}
    between = _Between(indicators, first, last)
    written = touched_since(indicators[0].contract_id, between.first) if touched is None else touched
    found: dict[int, list[Cause]] = defaultdict(list)
    for key, cause in between.of_indicators(written, until):
        found[key].append(cause)
    for cause in between.of_credit() if CreditRevision in written else ():
        for indicator in indicators:
            found[indicator.pk].append(cause)
    return found


class _Between:
    def __init__(self, indicators: Collection[Indicator], first: int | None, last: int | None) -> None:
        self.indicators = {each.pk: each for each in indicators}
        # Of two moments the earlier one comes first, whichever is compared with the other.
        known = sorted(each for each in (first, last) if each is not None)
        self.first, self.last = known[0], known[1] if len(known) > 1 else None

    def of_indicators(self, touched: Kinds, until: Month | None) -> Iterator[tuple[int, Cause]]:
        if ActualRevision in touched:
            yield from self.of_months(until)
        if NeutralisationRevision in touched:
            yield from self.of_neutralisations()
        if touched & {TargetRevision, VersionTerms}:
            yield from self.of_versions()
        if DefinitionRevision in touched:
            yield from self.of_definitions()
        if ProfileRevision in touched:
            yield from self.of_profiles()

    def _of[Row: Model](self, revisions: QuerySet[Row], **where: object) -> QuerySet[Row]:
        found = revisions.filter(change__sequence__gt=self.first, **where).select_related("change__actor")
        return found if self.last is None else found.filter(change__sequence__lte=self.last)

    def _is_between(self, change: Change) -> bool:
        return self.first < change.sequence and (self.last is None or change.sequence <= self.last)

    def of_months(self, until: Month | None) -> list[tuple[int, Cause]]:
        """Of each month: the last act that changed its value, else the last one of all."""
        revisions = ActualRevision.objects.filter(indicator__in=self.indicators)
        if until is not None:
            revisions = revisions.filter(month__lte=until.first_day)
        history: dict[tuple[int, Month], list[ActualRevision]] = defaultdict(list)
        for each in self._of(revisions).order_by("version"):
            history[each.indicator_id, Month.of(each.month)].append(each)
        before = self._standing_before(history)
        return [
            (key, _of_month(self.indicators[key], month, before.get((key, month)), listed))
            for (key, month), listed in history.items()
        ]

    def _standing_before(
        self, history: Mapping[tuple[int, Month], Sequence[ActualRevision]]
    ) -> Mapping[tuple[int, Month], ActualRevision]:
        """What those months held at the first moment."""
        months = {month.first_day for _, month in history}
        revisions = ActualRevision.objects.filter(
            indicator__in={key for key, _ in history}, month__in=months, change__sequence__lte=self.first
        )
        return {(each.indicator_id, Month.of(each.month)): each for each in revisions.order_by("version")}

    def of_neutralisations(self) -> list[tuple[int, Cause]]:
        revisions = NeutralisationRevision.objects.filter(indicator__in=self.indicators)
        return [
            (each.indicator_id, _of_neutralisation(each)) for each in self._of(revisions).order_by("version")
        ]

    def of_versions(self) -> list[tuple[int, Cause]]:
        """Versions of targets and terms, each act once for an indicator."""
        found: dict[tuple[int, int], tuple[int, Cause]] = {}
        targets = TargetRevision.objects.filter(indicator__in=self.indicators).select_related("version")
        terms = VersionTerms.objects.filter(indicator__in=self.indicators).select_related("version")
        rows: list[TargetRevision | VersionTerms] = [*self._of(targets), *self._of(terms)]
        for each in rows:
            found.setdefault((each.indicator_id, each.change_id), (each.indicator_id, _of_version(each)))
        return list(found.values())

    def of_definitions(self) -> list[tuple[int, Cause]]:
        """A revision is one cause for what figures are computed with, and one for its texts, where it changed them."""
        revisions = DefinitionRevision.objects.filter(indicator__in=self.indicators)
        listed = list(revisions.select_related("change__actor").order_by("indicator", "version"))
        return [
            (each.indicator_id, Cause(kind, f"{kind}, version {each.version}", each.change, each.reason))
            for before, each in pairwise(listed)
            if before.indicator_id == each.indicator_id and self._is_between(each.change)
            for kind, columns in DEFINED_BY.items()
            if _differ(before, each, columns)
        ]

    def of_profiles(self) -> list[tuple[int, Cause]]:
        revisions = ProfileRevision.objects.filter(indicator__in=self.indicators)
        return [(each.indicator_id, _of_profile(each)) for each in self._of(revisions).order_by("version")]

    def of_credit(self) -> list[Cause]:
        contract = next(iter(self.indicators.values())).contract_id
        revisions = CreditRevision.objects.filter(contract=contract)
        return [
            Cause(CauseKind.CREDIT, words.credit(each), each.change, each.change.reason)
            for each in self._of(revisions).order_by("version")
        ]


def _of_month(
    indicator: Indicator, month: Month, before: ActualRevision | None, listed: Sequence[ActualRevision]
) -> Cause:
    fact = before.fact if before else None
    if listed[-1].fact == fact:
        last, kind, what = listed[-1], *_without_a_value(before, listed[-1], month)
    else:
        last = _changed_it(before, listed)
        was, now = (fact_with_reason(indicator, each) for each in (fact, listed[-1].fact))
        if fact is None:
            kind, what = CauseKind.LATE, f"{words.entered(month)}\u00a0: {now}"
        elif listed[-1].fact is None:
            kind, what = CauseKind.WITHDRAWAL, f"{words.retracted(month)}, qui valait {was}"
        else:
            kind, what = CauseKind.CORRECTION, f"{words.corrected(month)}\u00a0: {was} → {now}"
    return Cause(kind, what, last.change, last.reason, month)


def _changed_it(before: ActualRevision | None, listed: Sequence[ActualRevision]) -> ActualRevision:
    """The last revision that changed the value: what follows may only have validated it."""
    earlier = [before.fact if before else None, *(each.fact for each in listed)]
    return [each for each, was in zip(listed, earlier, strict=False) if each.fact != was][-1]


def _without_a_value(
    before: ActualRevision | None, after: ActualRevision, month: Month
) -> tuple[CauseKind, str]:
    if before is not None and before.comment != after.comment:
        return CauseKind.COMMENT, words.commented(month)
    return CauseKind.DECISION, f"{words.month_of(month)} {State(after.state).label}"


def _of_neutralisation(each: NeutralisationRevision) -> Cause:
    kind, month = CauseKind.NEUTRALISATION, Month.of(each.month)
    return Cause(kind, words.neutralisation(each), each.change, each.reason, month)


def _of_version(each: TargetRevision | VersionTerms) -> Cause:
    kind = CauseKind.WEIGHT if each.version.weights_only else CauseKind.AMENDMENT
    return Cause(kind, words.version(each.version), each.change, each.change.reason)


def _of_profile(each: ProfileRevision) -> Cause:
    return Cause(CauseKind.PROFILE, words.profile(each), each.change, each.reason, year=each.year)


def _differ(before: DefinitionRevision, after: DefinitionRevision, columns: Collection[str]) -> bool:
    return any(getattr(before, column) != getattr(after, column) for column in columns)


def new_months(months: Sequence[Month], by: Change | None = None) -> Cause:
    return Cause(CauseKind.NEW_MONTHS, f"nouveaux mois\u00a0: {months_of(months)}", by)


# What is no act.
ADVANCING = Cause(CauseKind.CALENDAR, "l’année avance")
UNEXPLAINED = Cause(CauseKind.DATA, CauseKind.DATA.value)
