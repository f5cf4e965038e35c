"""One review with its texts, the document that is being made and its versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from cpg.shared import french
from dashboards.documents.sections import Section, sections_of, texts_of
from dashboards.journal import JournalPage
from dashboards.models.review import JobState, Review, ReviewFile, ReviewJob, ReviewText, ReviewVersion
from dashboards.reviews.journal import review_journal
from dashboards.reviews.requests import STEPS, is_stalled


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`texts` are by key of a section. `job` is the last request: under way, ended well or not; None where nothing was
    ever asked for.
    """

    review: Review
    sections: Sequence[Section]
    texts: Mapping[str, ReviewText]
    versions: Sequence[ReviewVersion]
    job: ReviewJob | None
    journal: JournalPage
    steps: int = STEPS

    @property
    def finding(self) -> str:
        written = sum(bool(each.text) for each in self.texts.values())
        words = french.plural(written, "texte écrit", "textes écrits")
        texts = f"{french.number(written)} {words} sur {len(self.sections)}"
        if not self.versions:
            return f"Le document n’est pas encore produit\u202f; {texts}."
        since = "\u202f; un texte a changé depuis" if self.texts_at > self.versions[0].texts_at else ""
        return f"Dernière version\u00a0: {self.versions[0].number}\u202f; {texts}{since}."

    @property
    def texts_at(self) -> int:
        """The sequence of the last text that was written."""
        return max((each.change.sequence for each in self.texts.values()), default=0)

    @property
    def section_texts(self) -> list[tuple[Section, ReviewText | None]]:
        return [(section, self.texts.get(section.key)) for section in self.sections]

    @property
    def is_running(self) -> bool:
        return self.job is not None and self.job.state == JobState.RUNNING and not self.is_stalled

    @property
    def is_stalled(self) -> bool:
        return self.job is not None and is_stalled(self.job)

    @property
    def has_failed(self) -> bool:
        return self.job is not None and self.job.state == JobState.FAILED

    @property
    def note(self) -> str:
        """The note of the last request; that nothing had changed is left out once a text changed since."""
        if self.job is None or (self.job.state == JobState.DONE and self.texts_at > self.job.texts_at):
            return ""
        return self.job.note


def review_page(review: Review, journal_number: int = 1) -> ReviewPage:
    sections = sections_of(review.contract)
    # The accessible file first.
    files = ReviewFile.objects.defer("content").order_by("-format")
    versions = list(
        review.versions.select_related("change__actor")
        .prefetch_related(Prefetch("files", files))
        .order_by("-number")
    )
    return ReviewPage(
        review=review,
        sections=sections,
        texts=texts_of(review),
        versions=versions,
        job=ReviewJob.objects.filter(review=review).order_by("-pk").first(),
        journal=review_journal(review, versions, sections, journal_number),
    )


def reviews_finding(reviews: Sequence[Review]) -> str:
    if not reviews:
        return "Aucun bilan n’est encore ouvert"
    made = sum(bool(each.last_number) for each in reviews)
    if not made:
        return "Aucun bilan n’est encore produit"
    verb = french.plural(made, "bilan est produit", "bilans sont produits")
    return french.sentence(f"{french.count_word(made)} {verb}")
