"""A review, the texts that controllers write in it, and the documents that were made of it. Append-only, but for the
requests.
"""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from accounts.models import User
from commitments.models import Change, Contract
from cpg.shared import french


class ReviewKind(StrEnum):
    """Which review it is; the value is part of addresses."""

    MIDTERM = "mi-parcours"
    ANNUAL = "annuel"

    @property
    def label(self) -> str:
        return {ReviewKind.MIDTERM: "Bilan à mi-parcours", ReviewKind.ANNUAL: "Revue annuelle"}[self]


class DocumentFormat(StrEnum):
    PDF = "pdf"
    ODT = "odt"

    @property
    def label(self) -> str:
        return {DocumentFormat.PDF: "PDF accessible", DocumentFormat.ODT: "ODT modifiable"}[self]

    @property
    def content_type(self) -> str:
        return {
            DocumentFormat.PDF: "application/pdf",
            DocumentFormat.ODT: "application/vnd.oasis.opendocument.text",
        }[self]


class JobState(StrEnum):
    RUNNING = "en_cours"
    DONE = "fait"
    FAILED = "echec"


class Review(models.Model):
    """The state of a contract as it was known at the end of `day`, Paris time."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reviews", verbose_name="contrat")
    kind = models.CharField("type", max_length=12, choices=[(each.value, each.label) for each in ReviewKind])
    day = models.DateField("arrêté au")
    change = models.ForeignKey(Change, models.PROTECT, related_name="reviews", verbose_name="acte")

    class Meta:
        verbose_name = "bilan"
        ordering = ("contract", "-day", "kind")
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "day"], name="review_once"),
            models.CheckConstraint(condition=Q(kind__in=list(ReviewKind)), name="review_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{ReviewKind(self.kind).label} au {self.day:%d/%m/%Y}"

    @property
    def title(self) -> str:
        """`Bilan à mi-parcours au 30 juin 2025`."""
        return f"{ReviewKind(self.kind).label} au {french.long_day(self.day)}"

    @property
    def last_number(self) -> int:
        """Of its last version, 0 where none was made; the versions come prefetched."""
        return max((each.number for each in self.versions.all()), default=0)

    @property
    def written_count(self) -> int:
        """How many sections have a text; the texts come prefetched, in the order of their versions."""
        return sum(bool(text) for text in {each.section: each.text for each in self.texts.all()}.values())


class ReviewText(models.Model):
    """The text of a section, version after version; the last one is current."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="texts", verbose_name="bilan")
    section = models.SlugField("section", max_length=20)
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="review_texts", verbose_name="acte")
    text = models.TextField("texte", blank=True)

    class Meta:
        verbose_name = "texte d’un bilan"
        verbose_name_plural = "textes des bilans"
        ordering = ("review", "section", "version")
        constraints = [
            models.UniqueConstraint(fields=["review", "section", "version"], name="review_text_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="review_text_has_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.section} v{self.version}"


class ReviewVersion(models.Model):
    """The document as made for the `number`-th time. The figures are those up to `known_at`, the texts up to
    `texts_at`; the `change` says who and when.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="versions", verbose_name="bilan")
    number = models.PositiveIntegerField("version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="review_versions", verbose_name="acte")
    known_at = models.PositiveBigIntegerField("données connues jusqu’au numéro d’ordre")
    texts_at = models.PositiveBigIntegerField("textes écrits jusqu’au numéro d’ordre")

    class Meta:
        verbose_name = "version d’un bilan"
        verbose_name_plural = "versions des bilans"
        ordering = ("review", "number")
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="review_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="review_version_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} v{self.number}"


class ReviewFile(models.Model):
    """One file of a version: its bytes for ever, and their SHA-256."""

    version = models.ForeignKey(ReviewVersion, models.PROTECT, related_name="files", verbose_name="version")
    format = models.CharField(
        "format", max_length=4, choices=[(each.value, each.label) for each in DocumentFormat]
    )
    content = models.BinaryField("contenu")
    size = models.PositiveBigIntegerField("taille")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "fichier d’un bilan"
        verbose_name_plural = "fichiers des bilans"
        ordering = ("version", "format")
        constraints = [
            models.UniqueConstraint(fields=["version", "format"], name="review_file_once"),
            models.CheckConstraint(
                condition=Q(format__in=list(DocumentFormat)), name="review_file_format_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.format}"

    @property
    def label(self) -> str:
        return DocumentFormat(self.format).label


class ReviewJob(models.Model):
    """A request to make the document of a review, and how far it is. Who makes it holds it until `held_until`: a
    process that is killed leaves it to be taken up again. `note` is what its end has to say.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="jobs", verbose_name="bilan")
    user = models.ForeignKey(User, models.PROTECT, related_name="review_jobs", verbose_name="personne")
    texts_at = models.PositiveBigIntegerField("textes écrits jusqu’au numéro d’ordre")
    state = models.CharField("état", max_length=12, choices=[(each.value, each.value) for each in JobState])
    done = models.PositiveSmallIntegerField("étapes faites", default=0)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    held_until = models.DateTimeField("tenu jusqu’à", null=True, blank=True)
    note = models.TextField("compte rendu", blank=True)
    requested_at = models.DateTimeField("demandé le")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de bilan"
        verbose_name_plural = "demandes de bilans"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(JobState)), name="review_job_state_known"),
            models.UniqueConstraint(
                fields=["review"], condition=Q(state=JobState.RUNNING), name="review_made_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.state}"
