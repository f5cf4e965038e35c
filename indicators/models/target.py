"""Yearly seuils and objectifs, first year and weight, in immutable versions."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from commitments.models import Change, Contract
from indicators.models.choices import choices
from indicators.models.indicator import Indicator

if TYPE_CHECKING:
    from indicators.models.signed_document import SignedDocument


class TargetKind(StrEnum):
    """`sans_cible`: the contract has "-" for that year. `a_definir`: the contract leaves it to a later decision."""

    DEFINI = "defini"
    SANS_CIBLE = "sans_cible"
    A_DEFINIR = "a_definir"


class TargetVersion(models.Model):
    """What was signed from an effective date on: `initiale` (number 0), then `avenant 1`, `avenant 2`...

    A dated decision on weights alone is a version too; figures name it after the one before it
    (`avenant 1 + poids du 01/07/2026`), so two of the same day may have one label.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="target_versions", verbose_name="contrat"
    )
    number = models.PositiveSmallIntegerField("numéro")
    label = models.CharField("libellé", max_length=60)
    effective_from = models.DateField("date d’effet")
    weights_only = models.BooleanField("poids seuls", default=False, db_default=False)
    source = models.CharField("source", max_length=300)
    change = models.ForeignKey(Change, models.PROTECT, related_name="target_versions", verbose_name="acte")

    class Meta:
        verbose_name = "version des cibles"
        verbose_name_plural = "versions des cibles"
        ordering = ("contract", "number")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="target_version_number_once"),
            models.UniqueConstraint(
                fields=["contract", "label"],
                condition=Q(weights_only=False),
                name="target_version_label_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_avenant(self) -> bool:
        """Signed by both parties after the contract: it has a document, which a decision on weights has not."""
        return self.number > 0 and not self.weights_only

    @property
    def standing_document(self) -> "SignedDocument | None":
        """Its signed document, None while it is missing. No query where the documents were prefetched."""
        return next((each for each in self.documents.all() if not each.is_withdrawn), None)


class TargetRevision(models.Model):
    """Seuil and objectif of an indicator for a year in a version: never changed, a correction is a later
    revision.

    The revision with the greatest sequence is the current one. A version that concerns an indicator has all its
    years, so the target that applies is in one version, and older ones need not be read. `is_named` says that the
    version itself names that year's target, be it unchanged; the other years repeat what was in force. Triggers of the
    database refuse a year outside the contract and a pair on the wrong side for the direction.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="targets", verbose_name="indicateur"
    )
    version = models.ForeignKey(TargetVersion, models.PROTECT, related_name="targets", verbose_name="version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="targets", verbose_name="acte")
    year = models.PositiveSmallIntegerField("exercice")
    kind = models.CharField("type", max_length=12, choices=choices(TargetKind))
    seuil = models.DecimalField("seuil", max_digits=15, decimal_places=4, null=True, blank=True)
    objectif = models.DecimalField("objectif", max_digits=15, decimal_places=4, null=True, blank=True)
    is_named = models.BooleanField("nommée par la version", default=False, db_default=False)

    class Meta:
        verbose_name = "cible"
        ordering = ("indicator", "version", "year", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "version", "year", "change"], name="target_once_in_a_change"
            ),
            models.CheckConstraint(
                condition=Q(kind=TargetKind.DEFINI, objectif__isnull=False)
                | Q(
                    kind__in=[TargetKind.SANS_CIBLE, TargetKind.A_DEFINIR],
                    objectif__isnull=True,
                    seuil__isnull=True,
                ),
                name="target_seuil_needs_an_objectif",
                violation_error_message="Un seuil ne va pas sans objectif.",
            ),
            # Withdrawing a target signs nothing.
            models.CheckConstraint(
                condition=Q(is_named=False) | Q(kind=TargetKind.DEFINI), name="target_named_is_defined"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.year} ({self.version})"


class VersionTerms(models.Model):
    """First year and weight of an indicator in a version: never changed, a correction is a later row.

    `first_year` is the first year in which a value is due, None until the rules of management are settled. `weight` is
    None until someone sets it: totals are then simulations with equal weights. Triggers of the database refuse a first
    year outside the contract and a version of another one.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="version_terms", verbose_name="indicateur"
    )
    version = models.ForeignKey(TargetVersion, models.PROTECT, related_name="terms", verbose_name="version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="version_terms", verbose_name="acte")
    first_year = models.PositiveSmallIntegerField("premier exercice", null=True, blank=True)
    # None and not 1: a total with made-up weights is shown as simulated.
    weight = models.DecimalField("poids", max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "premier exercice et poids"
        verbose_name_plural = "premiers exercices et poids"
        ordering = ("indicator", "version", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "version", "change"], name="version_terms_once_in_a_change"
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=0), name="version_weight_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} ({self.version})"
