"""What proves an échéance: a file kept outside the web root, or a link."""

from django.db import models
from django.db.models import Q

from commitments.models.change import Change
from commitments.models.engagement import PlannedYear


class Proof(models.Model):
    """One proof of one échéance, kept as those of the figures are. It is never erased: `withdrawn` is the act that
    took it back.
    """

    planned = models.ForeignKey(PlannedYear, models.PROTECT, related_name="proofs", verbose_name="échéance")
    change = models.ForeignKey(Change, models.PROTECT, related_name="proofs", verbose_name="acte")
    name = models.CharField("nom", max_length=200)
    url = models.URLField("lien", max_length=500, blank=True)
    stored_as = models.CharField("rangé sous", max_length=80, blank=True)
    content_type = models.CharField("type", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("taille", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    withdrawn = models.ForeignKey(
        Change,
        models.PROTECT,
        related_name="withdrawn_proofs",
        verbose_name="retrait",
        null=True,
        blank=True,
    )

    class Meta:
        db_table = "followup_proof"
        verbose_name = "preuve d’une action"
        verbose_name_plural = "preuves des actions"
        ordering = ("planned_id", "pk")
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(stored_as="")) | (~Q(url="") & Q(stored_as="")),
                name="proof_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.name
