"""The reviews of a contract, one of them with its texts and versions, and a text that is being written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.urls import reverse

from commitments.models import Contract
from cpg.shared import french
from dashboards.documents.markup import TextBlock, blocks_of
from dashboards.documents.sections import EMPTY, Section, Standing, sections_of, texts_of
from dashboards.journal import JournalPage
from dashboards.models.review import (
    DocumentFormat,
    JobState,
    Kind,
    Review,
    ReviewFile,
    ReviewJob,
    ReviewText,
    ReviewVersion,
)
from dashboards.reviews.journal import review_journal
from dashboards.reviews.requests import STEPS, is_stalled


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review of the list; `version` is the last that was made, 0 where none was; `written` counts its texts."""

    title: str
    url: str
    version: int
    written: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A section on the page of its review: what stands there, as it will be drawn."""

    section: Section
    blocks: tuple[TextBlock, ...]
    author: str
    url: str


@dataclass(frozen=True, slots=True)
class FileLine:
    label: str
    url: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: ReviewVersion
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`job` is the last request: under way, ended well or not; None where nothing was ever asked for. `texts_at` is
    the sequence of the last text that was written.
    """

    review: Review
    title: str
    finding: str
    texts: tuple[TextLine, ...]
    versions: tuple[VersionLine, ...]
    job: ReviewJob | None
    journal: JournalPage
    texts_at: int
    steps: int = STEPS

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
        """What the last request ended with; that nothing changed is said no longer once something did."""
        if self.job is None or (self.job.state == JobState.DONE and self.texts_at > self.job.texts_at):
            return ""
        return self.job.note


@dataclass(frozen=True, slots=True)
class EarlierText:
    version: int
    author: str
    recorded_at: datetime
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class TextPage:
    """`other` is what somebody else wrote meanwhile; None where nobody did. `earlier` are the texts that were
    replaced, the latest first.
    """

    review: Review
    title: str
    section: Section
    standing: Standing
    preview: tuple[TextBlock, ...]
    is_preview: bool
    other: tuple[TextBlock, ...] | None
    earlier: tuple[EarlierText, ...]


def title_of(kind: Kind, day: date) -> str:
    return f"{kind.label} au {french.long_day(day)}"


def review_url(name: str, review: Review, *more: object) -> str:
    contract = review.contract
    return reverse(name, args=[contract.body.code, contract.code, review.kind, review.day.isoformat(), *more])


def review_lines(contract: Contract) -> list[ReviewLine]:
    """The latest day first. Three queries."""
    reviews = Review.objects.filter(contract=contract).prefetch_related("versions", "texts")
    return [_line(contract, each) for each in reviews.order_by("-day", "kind")]


def _line(contract: Contract, review: Review) -> ReviewLine:
    review.contract = contract
    standing = {each.section: each.text for each in sorted(review.texts.all(), key=lambda each: each.version)}
    return ReviewLine(
        title=title_of(Kind(review.kind), review.day),
        url=review_url("review", review),
        version=max((each.number for each in review.versions.all()), default=0),
        written=_texts_said(sum(bool(text) for text in standing.values())),
    )


def reviews_finding(lines: Sequence[ReviewLine]) -> str:
    if not lines:
        return "Aucun bilan n’est encore ouvert"
    made = sum(bool(line.version) for line in lines)
    if not made:
        return "Aucun bilan n’est encore produit"
    verb = french.plural(made, "bilan est produit", "bilans sont produits")
    return french.sentence(f"{french.count_word(made)} {verb}")


def review_page(review: Review, journal_number: int = 1) -> ReviewPage:
    sections, standing = sections_of(review.contract), texts_of(review)
    versions = list(
        ReviewVersion.objects.filter(review=review)
        .select_related("change__actor")
        .prefetch_related(Prefetch("files", ReviewFile.objects.defer("content")))
        .order_by("-number")
    )
    files = {version.pk: _files(review, version) for version in versions}
    title = title_of(Kind(review.kind), review.day)
    texts_at = max((each.sequence for each in standing.values()), default=0)
    return ReviewPage(
        review=review,
        title=title,
        finding=_finding(standing, len(sections), versions, texts_at),
        texts=tuple(_text(review, section, standing.get(section.key, EMPTY)) for section in sections),
        versions=tuple(VersionLine(version, files[version.pk]) for version in versions),
        job=ReviewJob.objects.filter(review=review).order_by("-pk").first(),
        journal=review_journal(review, versions, sections, journal_number),
        texts_at=texts_at,
    )


def text_page(review: Review, section: Section, typed: str | None, *, is_stale: bool = False) -> TextPage:
    """What is typed as it will be drawn; `is_stale` also shows what somebody else wrote."""
    standing = texts_of(review).get(section.key, EMPTY)
    return TextPage(
        review=review,
        title=title_of(Kind(review.kind), review.day),
        section=section,
        standing=standing,
        preview=blocks_of(standing.text if typed is None else typed),
        is_preview=typed is not None,
        other=blocks_of(standing.text) if is_stale else None,
        earlier=_earlier(review, section, standing),
    )


def _earlier(review: Review, section: Section, standing: Standing) -> tuple[EarlierText, ...]:
    texts = ReviewText.objects.filter(review=review, section=section.key, version__lt=standing.version)
    return tuple(
        EarlierText(each.version, str(each.change.actor or ""), each.change.recorded_at, blocks_of(each.text))
        for each in texts.select_related("change__actor").order_by("-version")
    )


def _finding(
    standing: Mapping[str, Standing], sections: int, versions: Sequence[ReviewVersion], texts_at: int
) -> str:
    written = sum(bool(each.text) for each in standing.values())
    texts = (
        f"{french.number(written)} {french.plural(written, 'texte écrit', 'textes écrits')} sur {sections}"
    )
    if not versions:
        return f"Le document n’est pas encore produit\u202f; {texts}."
    since = "\u202f; un texte a changé depuis" if texts_at > versions[0].texts_at else ""
    return f"Dernière version\u00a0: {versions[0].number}\u202f; {texts}{since}."


def _texts_said(count: int) -> str:
    return f"{french.number(count)} {french.plural(count, 'texte', 'textes')}" if count else "aucun texte"


def _text(review: Review, section: Section, standing: Standing) -> TextLine:
    url = review_url("review_text", review, section.key)
    return TextLine(section, blocks_of(standing.text), standing.author, url)


def _files(review: Review, version: ReviewVersion) -> tuple[FileLine, ...]:
    found = {each.format: each for each in version.files.all()}
    return tuple(
        FileLine(
            label=each.label,
            url=review_url("download_review", review, version.number, each.value),
            size=found[each.value].size,
            sha256=found[each.value].sha256,
        )
        for each in DocumentFormat
        if each.value in found
    )
