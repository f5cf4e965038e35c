"""The score that a contract gives at the seuil, in immutable revisions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from commitments.models import Change, Contract


class CreditRevision(models.Model):
    """The credit of a contract from an act on: append-only. `Contract.credit` is that of the latest revision, which a
    trigger of the database sees to.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="credit_revisions", verbose_name="contrat"
    )
    version = models.PositiveIntegerField("version")
    credit = models.DecimalField(
        "score au seuil",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    reason = models.TextField("motif", blank=True)
    change = models.ForeignKey(Change, models.PROTECT, related_name="credit_revisions", verbose_name="acte")

    class Meta:
        verbose_name = "score au seuil"
        verbose_name_plural = "scores au seuil"
        ordering = ("contract", "version")
        constraints = [
            models.UniqueConstraint(fields=["contract", "version"], name="credit_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="credit_has_a_version"),
            models.CheckConstraint(condition=Q(credit__gte=0, credit__lte=100), name="credit_is_a_score"),
        ]

    def __str__(self) -> str:
        return f"{self.credit} v{self.version}"
