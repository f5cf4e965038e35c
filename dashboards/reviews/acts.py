"""Opening a review and writing in it: acts of the contract."""

from datetime import date

from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from commitments.models import Contract, Origin, lock_contract, open_change
from dashboards.documents.sections import year_looked_at
from dashboards.models.review import Review, ReviewKind, ReviewText
from dashboards.shared.texts import cleaned


class ReviewRefusedError(Exception):
    """What cannot be done, in words for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StaleTextError(Exception):
    """Somebody wrote in the section since the person opened it."""


@transaction.atomic
def open_review(*, contract: Contract, kind: ReviewKind, day: date, actor: User, origin: Origin) -> Review:
    """The review of that kind and day: the one that there is, or a new one. Raises ReviewRefusedError."""
    locked = lock_contract(contract.pk)
    found = Review.objects.filter(contract=locked, kind=kind, day=day).first()
    if found is not None:
        return found
    check_moment(locked, kind, day)
    change = open_change(locked, actor=actor, origin=origin, verb="open_review")
    return Review.objects.create(contract=locked, kind=kind, day=day, change=change)


@transaction.atomic
def write_text(
    *, review: Review, section: str, text: str, expected_version: int, actor: User, origin: Origin
) -> bool:
    """Whether something changed. `expected_version` is the one that the person read, 0 where there was none."""
    locked = lock_contract(review.contract_id)
    latest = ReviewText.objects.filter(review=review, section=section).order_by("-version").first()
    version, standing = (latest.version, latest.text) if latest else (0, "")
    if expected_version != version:
        raise StaleTextError
    kept = cleaned(text)
    if kept == standing:
        return False
    change = open_change(locked, actor=actor, origin=origin, verb="write_review")
    ReviewText.objects.create(review=review, section=section, version=version + 1, change=change, text=kept)
    return True


def check_moment(contract: Contract, kind: ReviewKind, day: date) -> None:
    """A review looks back: at a day that is over, for which nothing more can become known."""
    if day >= localdate():
        raise ReviewRefusedError(
            "Choisissez un jour passé\u00a0: un bilan dit ce qui était connu à la fin du jour."
        )
    if day.year < contract.first_year:
        raise ReviewRefusedError(
            f"Choisissez un jour à partir du 1er\u00a0janvier {contract.first_year}\u00a0: le contrat commence alors."
        )
    if kind is ReviewKind.ANNUAL and year_looked_at(contract, day) is None:
        raise ReviewRefusedError("Aucun exercice du contrat n’est écoulé à cette date.")
