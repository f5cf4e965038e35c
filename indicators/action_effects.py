"""Effects that actions are declared to have on indicators, and what was seen of each (RC-28)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.clock import localdate
from commitments.calendar import Declared
from commitments.models import ActionLink, EffectRevision, PlannedYear
from cpg.shared.periods import Month
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.domain.action_effect.seeing import Disturbances, Seen, overlaps, see
from indicators.models import BaseRevision, DefinitionRevision, Indicator, ProfileRevision
from indicators.models.definition import COMPUTING
from indicators.selectors import Known, known


@dataclass(frozen=True, slots=True)
class SeenEffect:
    """An effect that is declared, with what was seen. `others` are the declared effects of other actions that set in
    within the months read; `known` is the indicator with its months.
    """

    revision: EffectRevision
    known: Known
    seen: Seen
    others: tuple[EffectRevision, ...]

    @property
    def link(self) -> ActionLink:
        return self.revision.link

    @property
    def declared(self) -> DeclaredEffect:
        return declared_by(self.revision)

    @property
    def decimals(self) -> int:
        """With how many what was seen is published: a mean of months has one at least."""
        return max(1, self.known.series.definition.decimals)

    @property
    def not_validated(self) -> tuple[Month, ...]:
        """The months read whose value nobody validated yet."""
        first, last = self.seen.read
        records = self.known.records.items()
        return tuple(
            sorted(
                month
                for month, each in records
                if first <= month <= last and each.fact is not None and not each.is_validated
            )
        )


def declared_by(revision: EffectRevision) -> DeclaredEffect:
    return DeclaredEffect(revision.amount, Month.of(revision.starts), Month.of(revision.full_from))


def standing_effects() -> QuerySet[EffectRevision]:
    """The effects that stand, on links that stand, with both ends of the link."""
    later = EffectRevision.objects.filter(link=OuterRef("link"), version__gt=OuterRef("version"))
    standing = EffectRevision.objects.filter(~Exists(later), is_withdrawn=False, link__removed=None)
    return standing.select_related(
        "link__action__engagement__fiche__contract__body",
        "link__indicator__contract__body",
        "link__indicator__current_definition",
    )


def effects_where(condition: Q) -> list[EffectRevision]:
    """Those of a condition on effects, by indicator. One query."""
    return list(
        standing_effects()
        .filter(condition)
        .order_by(
            "link__indicator__position",
            "link__action__engagement__fiche__position",
            "link__action__engagement__position",
            "link__action__position",
        )
    )


def seen_where(condition: Q) -> list[SeenEffect]:
    """The same with what was seen. One query where nothing is declared; else eleven."""
    return seen_of(effects_where(condition))


def seen_of(effects: Sequence[EffectRevision]) -> list[SeenEffect]:
    """Ten queries, none where there are no effects."""
    if not effects:
        return []
    indicators = {each.link.indicator_id: each.link.indicator for each in effects}
    together = effects_where(Q(link__indicator__in=indicators))
    found, changed = known(indicators.values()), _changed(indicators.values())
    given_up = _given_up({each.link.action_id for each in effects})
    return [
        _seen(
            each,
            found[each.link.indicator_id],
            [other for other in together if _is_other(other, each)],
            changed=changed[each.link.indicator_id],
            is_given_up=each.link.action_id in given_up,
        )
        for each in effects
    ]


def _given_up(actions: Collection[int]) -> set[int]:
    """Those that have échéances, all of them given up. One query."""
    rows = PlannedYear.objects.filter(action__in=actions).values_list(
        "action", "follow_up__current__declared"
    )
    going = {action for action, declared in rows if declared != Declared.ABANDONNE}
    return {action for action, _ in rows} - going


def _is_other(other: EffectRevision, effect: EffectRevision) -> bool:
    return other.link_id != effect.link_id and other.link.indicator_id == effect.link.indicator_id


def _seen(
    revision: EffectRevision,
    found: Known,
    others: Sequence[EffectRevision],
    *,
    changed: Collection[Month],
    is_given_up: bool,
) -> SeenEffect:
    disturbances = Disturbances(changed, [declared_by(each) for each in others], is_given_up)
    seen = see(found.series, declared_by(revision), disturbances)
    confounding = tuple(each for each in others if overlaps(declared_by(each), *seen.read))
    return SeenEffect(revision, found, seen, confounding)


def _changed(indicators: Iterable[Indicator]) -> Mapping[int, set[Month]]:
    """The months in which something that makes the figures comparable was decided anew: the computation, the profile,
    the base values. The first definition and the first base values change nothing. Three queries.
    """
    keys = [each.pk for each in indicators]
    found: dict[int, set[Month]] = defaultdict(set)
    rows: dict[int, list[DefinitionRevision]] = defaultdict(list)
    revisions = DefinitionRevision.objects.filter(indicator__in=keys).select_related("change")
    for each in revisions.order_by("version"):
        rows[each.indicator_id].append(each)
    for key, listed in rows.items():
        for before, after in pairwise(listed):
            if any(getattr(before, name) != getattr(after, name) for name in COMPUTING):
                found[key].add(_month_of(after))
    bases = BaseRevision.objects.filter(indicator__in=keys, version__gt=1).select_related("change")
    profiles = ProfileRevision.objects.filter(indicator__in=keys).select_related("change")
    for base in bases:
        found[base.indicator_id].add(_month_of(base))
    for profile in profiles:
        found[profile.indicator_id].add(_month_of(profile))
    return found


def _month_of(decision: DefinitionRevision | BaseRevision | ProfileRevision) -> Month:
    return Month.of(localdate(decision.change.recorded_at))
