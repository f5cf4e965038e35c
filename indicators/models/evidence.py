"""Proofs of a month: a file stored outside the web root, or a link."""

from django.db import models
from django.db.models import Q

from commitments.models import AttachedProof, Change
from cpg.shared.periods import Month
from indicators.models.indicator import Indicator


class Evidence(AttachedProof):
    """One proof of one month."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="evidence", verbose_name="indicateur"
    )
    month = models.DateField("mois")
    change = models.ForeignKey(Change, models.PROTECT, related_name="evidence", verbose_name="acte")
    withdrawn = models.ForeignKey(
        Change,
        models.PROTECT,
        related_name="withdrawn_evidence",
        verbose_name="retrait",
        null=True,
        blank=True,
    )

    class Meta(AttachedProof.Meta):
        verbose_name = "preuve"
        ordering = ("indicator", "month", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="evidence_month_is_a_first_day"),
            *AttachedProof.Meta.constraints,
        ]
        indexes = [models.Index(fields=["indicator", "month"], name="evidence_by_month")]

    @property
    def at(self) -> Month:
        return Month.of(self.month)
