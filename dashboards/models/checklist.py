"""What a controller confirms before a quarter is closed: rows that were read, and points that were waived.

Append-only facts. Each has the digest of what it is about: where that changed since, the row is to be read again and
the point to be waived again (docs/decisions/0049-closing-is-a-checklist.md).
"""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from commitments.models import Change
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from indicators.models import Indicator

DIGEST_LENGTH = 64


class PointKind(StrEnum):
    """What keeps a quarter from being closed, in the order of the page."""

    MISSING = "manquant"
    RETURNED = "renvoye"
    UNVALIDATED = "non_valide"
    DOUBTFUL = "inhabituel"
    UNCOMMENTED = "sans_commentaire"
    UNRECONCILED = "ecart_cnav"


POINT_WORDS = {
    PointKind.MISSING: "valeur manquante",
    PointKind.RETURNED: "mois renvoyé",
    PointKind.UNVALIDATED: "mois non validé",
    PointKind.DOUBTFUL: "valeur inhabituelle sans commentaire",
    PointKind.UNCOMMENTED: "commentaire dû",
    PointKind.UNRECONCILED: "écart inexpliqué avec la Cnav",
}


class QuarterFact(models.Model):
    """A fact about an indicator in a quarter. The `change` says who and when."""

    year = models.PositiveSmallIntegerField("exercice")
    quarter = models.PositiveSmallIntegerField("trimestre")
    digest = models.CharField("empreinte de ce qui a été vu", max_length=DIGEST_LENGTH)

    class Meta:
        abstract = True

    @property
    def of_quarter(self) -> Quarter:
        return Quarter(self.year, self.quarter)


class QuarterReading(QuarterFact):
    """The row of an indicator in a quarter was read, as it was then."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="readings", verbose_name="indicateur"
    )
    change = models.ForeignKey(Change, models.PROTECT, related_name="quarter_readings", verbose_name="acte")

    class Meta:
        verbose_name = "relecture d’une ligne"
        verbose_name_plural = "relectures de lignes"
        ordering = ("change", "indicator")
        constraints = [
            models.UniqueConstraint(fields=["change", "indicator"], name="reading_once_in_an_act"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="reading_quarter_known"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.of_quarter}"


class QuarterWaiver(QuarterFact):
    """A point was waived with a reason, or its waiver was taken back (`is_waived` is then false)."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="waivers", verbose_name="indicateur"
    )
    month = models.DateField("mois")
    kind = models.CharField("point", max_length=20, choices=[(each.value, each.value) for each in PointKind])
    is_waived = models.BooleanField("levé")
    reason = models.TextField("motif", blank=True)
    change = models.ForeignKey(Change, models.PROTECT, related_name="quarter_waivers", verbose_name="acte")

    class Meta:
        verbose_name = "levée d’un point"
        verbose_name_plural = "levées de points"
        ordering = ("change", "kind", "indicator", "month")
        constraints = [
            models.UniqueConstraint(
                fields=["change", "kind", "indicator", "month"], name="waiver_once_in_an_act"
            ),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="waiver_quarter_known"),
            models.CheckConstraint(condition=Q(month__day=1), name="waiver_month_is_a_first_day"),
            models.CheckConstraint(condition=Q(kind__in=list(PointKind)), name="waiver_kind_known"),
            models.CheckConstraint(condition=Q(is_waived=False) | ~Q(reason=""), name="waiver_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.indicator_id} {self.month:%m/%Y}"

    @property
    def at(self) -> Month:
        return Month.of(self.month)

    @property
    def words(self) -> str:
        """`valeur manquante, Délai de traitement (R24), septembre 2026`: what was waived, as it was called then."""
        month = french.month_name(self.at.year, self.at.number)
        return f"{POINT_WORDS[PointKind(self.kind)]}, {self.indicator.short_name}, {month}"
