"""Sources of figures: where a body’s figures arrive, what each arrival is read as, and what became of it."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Body, User
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.models.import_job import ImportJob, ImportState
from indicators.models.indicator import Indicator

LONGEST_NAME = 200
LONGEST_TEXT = 1_000


class SourceKind(StrEnum):
    FOLDER = "folder"
    UPLOAD = "upload"
    WEB = "web"
    GRIST = "grist"
    SQL = "sql"
    MAILBOX = "mailbox"

    @property
    def label(self) -> str:
        return {
            SourceKind.FOLDER: "Dossier ou partage",
            SourceKind.UPLOAD: "Fichier envoyé à la main",
            SourceKind.WEB: "Adresse web",
            SourceKind.GRIST: "Table Grist",
            SourceKind.SQL: "Vue SQL",
            SourceKind.MAILBOX: "Boîte de courriel",
        }[self]


class SourceConnection(models.Model):
    """Where a body’s figures are. `settings` are those of its kind; `reference` only says where the secret is
    (`env:NAME`, `file:name`): no secret is ever in the database.
    """

    body = models.ForeignKey(
        Body, models.PROTECT, related_name="source_connections", verbose_name="organisme"
    )
    kind = models.CharField(
        "nature", max_length=10, choices=[(each.value, each.label) for each in SourceKind]
    )
    name = models.CharField("nom", max_length=LONGEST_NAME)
    settings = models.JSONField("réglages", default=dict)
    reference = models.CharField("référence du secret", max_length=LONGEST_NAME, blank=True, default="")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="écrite par")
    written_at = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "connexion d’une source"
        verbose_name_plural = "connexions des sources"
        ordering = ("body", "name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["body", "name"], name="source_connection_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=list(SourceKind)), name="source_connection_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(reference="")
                | Q(reference__startswith="env:")
                | Q(reference__startswith="file:"),
                name="source_secret_is_a_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        return SourceKind(self.kind).label


class SourceQuerySet(models.QuerySet["Source"]):
    def running(self) -> "SourceQuerySet":
        return self.filter(started_at__isnull=False, ended_at=None)


class Source(models.Model):
    """What arrives by one connection, mapped once. `answers` are those of an import, kept; `headings` those of the last
    file that was recorded, to notice that the next one differs. `trouble` is why it is not read now, "" where it is.

    Read only once it is started. Trusted, it records by itself what is new and raises no doubt, up to *saisi*.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="sources", verbose_name="contrat")
    connection = models.ForeignKey(
        SourceConnection, models.PROTECT, related_name="sources", verbose_name="connexion"
    )
    name = models.CharField("nom", max_length=LONGEST_NAME)
    owner = models.ForeignKey(User, models.PROTECT, related_name="sources", verbose_name="responsable")
    indicators: "models.ManyToManyField[Indicator, Any]" = models.ManyToManyField(
        Indicator, related_name="sources", verbose_name="indicateurs"
    )
    answers = models.JSONField("lecture", default=dict)
    headings = models.JSONField("en-tête connu", default=list)
    # Counted from the first day of the next month; without it, the deadline of each indicator.
    expected_days = models.PositiveSmallIntegerField("attendu sous (jours)", null=True, blank=True)
    started_at = models.DateTimeField("en service depuis le", null=True, blank=True)
    ended_at = models.DateTimeField("arrêtée le", null=True, blank=True)
    trusted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="confiance accordée par", null=True, blank=True
    )
    trouble = models.CharField("empêchement", max_length=LONGEST_TEXT, blank=True, default="")
    read_at = models.DateTimeField("lue le", null=True, blank=True)

    objects: ClassVar[models.Manager["Source"]] = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = "source"
        verbose_name_plural = "sources"
        ordering = ("contract", "name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["contract", "name"], name="source_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    @property
    def is_trusted(self) -> bool:
        return self.trusted_by_id is not None

    def expected_by(self, month: Month, deadline: date) -> date:
        """The last day on which a month’s figures arrive in time."""
        if self.expected_days is None:
            return deadline
        return month.last_day + timedelta(days=self.expected_days)


class SourceArrivalQuerySet(models.QuerySet["SourceArrival"]):
    def waiting(self) -> "SourceArrivalQuerySet":
        """Those that somebody has to confirm, or to give up."""
        return self.filter(job__state=ImportState.LU)


class SourceArrival(models.Model):
    """One file that arrived, kept as proof; `job` is the import that it made, None where it was refused before.

    `key` is what its origin calls that delivery. `headings` are its own, `shape_change` says how they differ from the
    known ones. `by_itself`: meant to be recorded without anybody’s confirmation when it came; it waits all the same
    where something changed before it was written (`waited`).
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="arrivals", verbose_name="source")
    number = models.PositiveIntegerField("numéro")
    key = models.CharField("clé", max_length=LONGEST_TEXT)
    name = models.CharField("fichier", max_length=LONGEST_NAME)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("contenu")
    size = models.PositiveIntegerField("taille")
    arrived_at = models.DateTimeField("arrivé le")
    headings = models.JSONField("en-tête", default=list)
    shape_change = models.CharField("changement de forme", max_length=LONGEST_TEXT, blank=True, default="")
    refusal = models.CharField("refus", max_length=LONGEST_TEXT, blank=True, default="")
    by_itself = models.BooleanField("sans confirmation", default=False)
    job = models.OneToOneField(
        ImportJob, models.PROTECT, related_name="arrival", verbose_name="import", null=True, blank=True
    )

    objects: ClassVar[models.Manager["SourceArrival"]] = SourceArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = "arrivée d’une source"
        verbose_name_plural = "arrivées des sources"
        ordering = ("source", "-number")
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="source_arrival_number_once"),
            models.CheckConstraint(
                condition=Q(job__isnull=False, refusal="") | (Q(job__isnull=True) & ~Q(refusal="")),
                name="source_arrival_is_prepared_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} n°\u00a0{self.number}"

    @property
    def waited(self) -> bool:
        """Whether it was ever shown to its owner to be confirmed, also where it was meant to be recorded by itself."""
        return any(each.kind == SourceEventKind.WAITING for each in self.events.all())


class SourceEventKind(models.TextChoices):
    MAPPED = "decrite", "description de la source écrite"
    STARTED = "service", "source mise en service"
    ENDED = "arret", "source arrêtée"
    TRUSTED = "confiance", "confiance accordée"
    DISTRUSTED = "retrait", "confiance retirée"
    FAILED = "echec", "lecture en échec"
    RECOVERED = "retour", "lecture rétablie"
    SILENT = "silence", "rien n’est arrivé à temps"
    RESHAPED = "forme", "la forme du fichier a changé"
    REFUSED = "refus", "fichier refusé"
    WAITING = "attente", "fichier à confirmer"
    RECORDED = "ecrit", "valeurs enregistrées"


class SourceEvent(models.Model):
    """What happened to a source, for its page and for who is told. `key` makes one event of what is noticed twice."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="events", verbose_name="source")
    kind = models.CharField("nature", max_length=10, choices=SourceEventKind)
    key = models.CharField("clé", max_length=LONGEST_NAME)
    at = models.DateTimeField("le")
    actor = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="auteur", null=True, blank=True
    )
    arrival = models.ForeignKey(
        SourceArrival, models.PROTECT, related_name="events", verbose_name="arrivée", null=True, blank=True
    )
    text = models.CharField("texte", max_length=LONGEST_TEXT, blank=True, default="")

    class Meta:
        verbose_name = "fait d’une source"
        verbose_name_plural = "faits des sources"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_event_once"),
            models.CheckConstraint(
                condition=Q(kind__in=SourceEventKind.values), name="source_event_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()}"
