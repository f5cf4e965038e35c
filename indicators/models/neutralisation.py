"""Months that the Cnav takes out of the computation."""

from django.db import models
from django.db.models import Q

from commitments.models import Change
from indicators.models.indicator import Indicator


class NeutralisationRevision(models.Model):
    """A decision about one due month (the month that ends the period), or its withdrawal. Append-only."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="neutralisations", verbose_name="indicateur"
    )
    month = models.DateField("mois")
    version = models.PositiveIntegerField("version")
    is_neutralised = models.BooleanField("neutralisé")
    reason = models.TextField("motif")
    change = models.ForeignKey(Change, models.PROTECT, related_name="neutralisations", verbose_name="acte")

    class Meta:
        verbose_name = "neutralisation"
        ordering = ("indicator", "month", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "month", "version"], name="neutralisation_version_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="neutralisation_month_is_a_first_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="neutralisation_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.month:%m/%Y}"
