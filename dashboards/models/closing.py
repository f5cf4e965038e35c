"""Closed quarters and the very bytes that were sent. Append-only."""

from django.db import models
from django.db.models import Q

from commitments.models import Change, Contract
from dashboards.exports.files import FROZEN_FLAVOURS, FrozenFormat
from dashboards.models.checklist import QuarterReading, QuarterWaiver

# The rules with which a quarter is closed now (docs/regles-de-calcul.md, « Depuis la première édition »).
RULES_EDITION = 2
EDITIONS = {1: "1re édition", 2: "2e édition"}


class QuarterClosing(models.Model):
    """A quarter as closed for the `version`-th time; `reason` says why from the second time on.

    The `change` says who and when, and its sequence up to which fact the files were computed. `readings` are those of
    its rows and `waivers` those of its points; a quarter that was closed before the checklist has neither.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="closings", verbose_name="contrat")
    year = models.PositiveSmallIntegerField("exercice")
    quarter = models.PositiveSmallIntegerField("trimestre")
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="closings", verbose_name="acte")
    reason = models.TextField("motif", blank=True)
    # Without a default: SQLite would make the table anew, without its guards. Empty where nobody stored it yet.
    rules_edition = models.PositiveSmallIntegerField("édition des règles", null=True, editable=False)
    readings = models.ManyToManyField(QuarterReading, related_name="closings", verbose_name="lignes relues")
    waivers = models.ManyToManyField(QuarterWaiver, related_name="closings", verbose_name="points levés")

    class Meta:
        verbose_name = "arrêté trimestriel"
        verbose_name_plural = "arrêtés trimestriels"
        ordering = ("contract", "year", "quarter", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "year", "quarter", "version"], name="closing_version_once"
            ),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="closing_quarter_known"),
            models.CheckConstraint(
                condition=Q(version=1) | (Q(version__gt=1) & ~Q(reason="")),
                name="closing_again_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}T{self.quarter} v{self.version}"

    @property
    def edition(self) -> int:
        """The edition of the rules with which its files were computed."""
        return 1 if self.rules_edition is None else self.rules_edition

    @property
    def edition_text(self) -> str:
        return EDITIONS[self.edition]

    @property
    def files(self) -> list["FrozenExport"]:
        """In the order in which formats are listed. A page that prefetched them causes no query."""
        order = list(FrozenFormat)
        return sorted(self.exports.all(), key=lambda each: order.index(FrozenFormat(each.format)))

    @property
    def has_dossier(self) -> bool:
        """Whether its dossier was made, with it or later. A page that prefetched the files causes no query."""
        return any(each.format == FrozenFormat.DOSSIER for each in self.exports.all())


class FrozenExport(models.Model):
    """One file of a closing: its bytes for ever, and their SHA-256. `change` is the act by which it was made after the
    closing, None for what was frozen with it.
    """

    closing = models.ForeignKey(QuarterClosing, models.PROTECT, related_name="exports", verbose_name="arrêté")
    format = models.CharField(
        "format", max_length=20, choices=[(each.value, FROZEN_FLAVOURS[each].label) for each in FrozenFormat]
    )
    content = models.BinaryField("contenu")
    sha256 = models.CharField("SHA-256", max_length=64)
    change = models.ForeignKey(
        Change, models.PROTECT, related_name="later_exports", verbose_name="acte", null=True, editable=False
    )

    class Meta:
        verbose_name = "fichier figé"
        verbose_name_plural = "fichiers figés"
        ordering = ("closing", "format")
        constraints = [
            models.UniqueConstraint(fields=["closing", "format"], name="frozen_export_once"),
            models.CheckConstraint(
                condition=Q(format__in=list(FrozenFormat)), name="frozen_export_format_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing} {self.format}"
