"""What proves a value: a file kept outside the web root, or a link."""

from django.db import models
from django.db.models import Q

from commitments.models import Change
from indicators.models.indicator import Indicator


class Evidence(models.Model):
    """One proof of one month. `stored_as` is its name in the evidence folder, never shown; `name` is what the person
    called it. It is never erased: `withdrawn` is the act that took it back.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="evidence", verbose_name="indicateur"
    )
    month = models.DateField("mois")
    change = models.ForeignKey(Change, models.PROTECT, related_name="evidence", verbose_name="acte")
    name = models.CharField("nom", max_length=200)
    url = models.URLField("lien", max_length=500, blank=True)
    stored_as = models.CharField("rangé sous", max_length=80, blank=True)
    content_type = models.CharField("type", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("taille", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    withdrawn = models.ForeignKey(
        Change,
        models.PROTECT,
        related_name="withdrawn_evidence",
        verbose_name="retrait",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "preuve"
        ordering = ("indicator", "month", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="evidence_month_is_a_first_day"),
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(stored_as="")) | (~Q(url="") & Q(stored_as="")),
                name="evidence_is_a_file_or_a_link",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "month"], name="evidence_by_month")]

    def __str__(self) -> str:
        return self.name
