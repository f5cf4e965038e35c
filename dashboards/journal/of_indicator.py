"""All that was ever decided about one indicator, from its own rows."""

from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Count

from cpg.shared.periods import Month
from dashboards.journal.decisions import (
    base_line,
    locking_lines,
    neutralisation_lines,
    profile_line,
    proof_line,
    withdrawn_proof_line,
)
from dashboards.journal.lines import JournalLine
from dashboards.journal.versions import definition_lines, target_lines, terms_lines
from indicators.models import Indicator, LockRevision, ProfileRevision


def decision_lines(indicator: Indicator) -> Iterator[JournalLine]:
    """Months neutralised, closed and reopened, and proofs. Closings are those of the months in which the indicator may
    have values.
    """
    # Through the indicator, so that each row has this instance: no further queries.
    others = Count("change__neutralisations__indicator", distinct=True) - 1
    neutralised = indicator.neutralisations.select_related("change__actor").annotate(others=others)
    yield from neutralisation_lines(neutralised.order_by("month"))
    first = Month(indicator.first_year or indicator.contract.first_year, 1)
    locks = LockRevision.objects.filter(contract=indicator.contract, month__gte=first.first_day)
    yield from locking_lines(locks.select_related("change__actor").order_by("month"))
    for each in indicator.evidence.select_related("change__actor", "withdrawn__actor"):
        yield proof_line(each)
        if each.withdrawn is not None:
            yield withdrawn_proof_line(each, each.withdrawn)


def version_lines(indicator: Indicator) -> Iterator[JournalLine]:
    """What an indicator is counted and judged by, version after version. The first definition and the first terms tell
    nothing there.
    """
    defined = indicator.definitions.select_related("change__actor").order_by("version")
    for before, after in pairwise(defined):
        yield from definition_lines(after, before)
    in_order = ("version__number", "change__sequence")
    targets = indicator.targets.select_related("version", "change__actor").order_by(*in_order, "year")
    yield from (line for _, line in target_lines(targets))
    terms = indicator.version_terms.select_related("version", "change__actor").order_by(*in_order)
    for earlier_terms, each in pairwise(terms):
        yield from terms_lines(each, earlier_terms)
    last: dict[int, ProfileRevision] = {}
    for profile in indicator.profiles.select_related("change__actor").order_by("year", "version"):
        yield profile_line(profile, last.get(profile.year))
        last[profile.year] = profile
    bases = list(indicator.bases.select_related("change__actor").order_by("version"))
    for earlier_base, base in zip([None, *bases], bases, strict=False):
        yield base_line(base, earlier_base)
