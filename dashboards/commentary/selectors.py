"""The commentaries that were written, as they are now or as they were known."""

from collections.abc import Mapping

from django.db.models import QuerySet

from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.models.commentary import CommentaryRevision


def revisions_of(
    contract: Contract, month: Month, known_at: int | None = None
) -> QuerySet[CommentaryRevision]:
    """Every version of that month, the first one first, each with its author."""
    revisions = CommentaryRevision.objects.filter(contract=contract, month=month.first_day)
    if known_at is not None:
        revisions = revisions.filter(change__sequence__lte=known_at)
    return revisions.select_related("change__actor").order_by("subject", "version")


def written(
    contract: Contract, month: Month, known_at: int | None = None
) -> Mapping[str, CommentaryRevision]:
    """The current version of each subject that has one. One query."""
    return {each.subject: each for each in revisions_of(contract, month, known_at)}


def written_of(contract: Contract, month: Month, subject: str) -> CommentaryRevision | None:
    """That of one subject. One query."""
    return revisions_of(contract, month).filter(subject=subject).last()
