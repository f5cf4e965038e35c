"""Which attainments that are stored are not those of a past moment: of the series that got a fact since."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from commitments.models import Change, Contract
from dashboards.past.rules import Then
from indicators.models import (
    ActualRevision,
    CreditRevision,
    DefinitionRevision,
    Indicator,
    NeutralisationRevision,
    PendingRecompute,
    ProfileRevision,
    TargetRevision,
    TargetVersion,
    VersionTerms,
)

# Of one indicator, what a recompute reads: facts of a month or of a version of its targets count from a month on, the
# others for all months.
OF_A_VERSION = (TargetRevision, VersionTerms)
FOR_ALL_MONTHS = (NeutralisationRevision, DefinitionRevision, ProfileRevision)
BEGINNING = "0001-01-01"


class Touched(NamedTuple):
    """Since which month (`2025-06-01`) the stored rows of a series are not those of then, and its contract.

    Of later facts that are months or versions of the targets: no rule reads a month or a version before it comes, so
    that the rows before the first of them are the same (`test_what_comes_later_changes_nothing_before`).
    """

    since: str
    contract: int
    first_year: int
    last_year: int


def touched(then: Then) -> dict[int, Touched]:
    """By the primary key of the indicator. One query."""
    shown = ", ".join(str(int(key)) for key in then.sequences) or "NULL"
    parts = " UNION ALL ".join(_parts(then))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT own.id, MIN(later.day), COUNT(*) - COUNT(later.day), own.contract_id, "  # noqa: S608 (our own words)
            f"held.first_year, held.last_year FROM ({parts}) later "
            f"JOIN {then.table(Indicator)} own ON own.id = later.indicator_id "
            f"JOIN {then.table(Contract)} held ON held.id = own.contract_id WHERE held.id IN ({shown}) "
            "GROUP BY own.id, own.contract_id, held.first_year, held.last_year ORDER BY own.id"
        )
        return {
            key: Touched(BEGINNING if for_all else f"{str(day)[:7]}-01", *contract)
            for key, day, for_all, *contract in cursor.fetchall()
        }


def _parts(then: Then) -> Iterator[str]:
    """Pairs of an indicator and the day from which a later fact counts, none for all days."""
    known = then.is_later("act.contract_id", "act.sequence")
    later = f"JOIN {then.table(Change)} act ON act.id = fact.change_id AND {known}"
    yield f"SELECT fact.indicator_id, fact.month AS day FROM {then.table(ActualRevision)} fact {later}"  # noqa: S608
    version = f"JOIN {then.table(TargetVersion)} version ON version.id = fact.version_id"
    for signed in OF_A_VERSION:
        yield f"SELECT fact.indicator_id, version.effective_from FROM {then.table(signed)} fact {version} {later}"  # noqa: S608
    for kind in FOR_ALL_MONTHS:
        yield f"SELECT fact.indicator_id, NULL FROM {then.table(kind)} fact {later}"  # noqa: S608
    yield f"SELECT waiting.indicator_id, NULL FROM {then.table(PendingRecompute)} waiting"  # noqa: S608
    yield (
        f"SELECT own.id, NULL FROM {then.table(Indicator)} own "  # noqa: S608
        f"JOIN {then.table(CreditRevision)} fact ON fact.contract_id = own.contract_id {later}"
    )
