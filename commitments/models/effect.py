"""The effect that an action is declared to have on a linked indicator: append-only revisions."""

from django.db import models
from django.db.models import F, Q

from commitments.models.change import Change
from commitments.models.link import ActionLink


class EffectRevision(models.Model):
    """One version of what is declared on a link, or its withdrawal, which repeats what it withdraws.

    `amount` is in the unit of the indicator, points for a percentage: by how much each period (a month, a quarter)
    differs from what it would be without the action, from `starts` on and in full from `full_from` on.
    """

    link = models.ForeignKey(ActionLink, models.PROTECT, related_name="effects", verbose_name="lien")
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="effect_revisions", verbose_name="acte")
    is_withdrawn = models.BooleanField("retiré", default=False)
    amount = models.DecimalField("effet attendu", max_digits=15, decimal_places=4)
    starts = models.DateField("à partir de")
    full_from = models.DateField("plein effet")
    comment = models.TextField("commentaire", blank=True)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "effet attendu d’une action"
        verbose_name_plural = "effets attendus des actions"
        ordering = ("link", "version")
        constraints = [
            models.UniqueConstraint(fields=["link", "version"], name="effect_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="effect_has_a_version"),
            models.CheckConstraint(condition=~Q(amount=0), name="effect_is_not_nothing"),
            models.CheckConstraint(
                condition=Q(starts__day=1, full_from__day=1, full_from__gte=F("starts")),
                name="effect_months_in_order",
            ),
            models.CheckConstraint(
                condition=Q(version=1, is_withdrawn=False) | ~Q(reason=""), name="effect_changed_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} v{self.version}"
