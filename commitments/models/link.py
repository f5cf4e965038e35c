"""Links between actions and the indicators that they act on, entered by a controller."""

from django.db import models
from django.db.models import Q

from commitments.models.change import Change
from commitments.models.engagement import Action


class ActionLink(models.Model):
    """An action that works for an indicator. `removed` is the act that undid the link; the row stays."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="links", verbose_name="action")
    # By name, not by import: `commitments` is below `indicators`.
    indicator = models.ForeignKey(
        "indicators.Indicator", models.PROTECT, related_name="action_links", verbose_name="indicateur"
    )
    change = models.ForeignKey(Change, models.PROTECT, related_name="action_links", verbose_name="acte")
    removed = models.ForeignKey(
        Change,
        models.PROTECT,
        related_name="removed_action_links",
        verbose_name="retrait",
        null=True,
        blank=True,
    )

    class Meta:
        db_table = "followup_actionlink"
        verbose_name = "lien avec un indicateur"
        verbose_name_plural = "liens avec les indicateurs"
        ordering = ("action", "indicator__position")
        constraints = [
            models.UniqueConstraint(
                fields=["action", "indicator"],
                condition=Q(removed__isnull=True),
                name="action_linked_once_to_an_indicator",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_id} → {self.indicator_id}"
