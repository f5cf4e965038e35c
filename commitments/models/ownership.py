"""Owner and deputy of each action: append-only revisions, and a pointer to the current one."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from commitments.models.change import Change
from commitments.models.engagement import Action


class OwnershipRevision(models.Model):
    """Owner and deputy of an action after an act; either may be nobody. Their days, both included, are of both."""

    action = models.ForeignKey(
        Action, models.PROTECT, related_name="ownership_revisions", verbose_name="action"
    )
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(
        Change, models.PROTECT, related_name="ownership_revisions", verbose_name="acte"
    )
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="responsable", null=True, blank=True
    )
    deputy = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="suppléant", null=True, blank=True
    )
    starts_on = models.DateField("à partir du", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        db_table = "followup_ownershiprevision"
        verbose_name = "attribution d’une action"
        verbose_name_plural = "attributions des actions"
        ordering = ("action", "version")
        constraints = [
            models.UniqueConstraint(fields=["action", "version"], name="ownership_version_once"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(deputy__isnull=True) | ~Q(owner=F("deputy")),
                name="ownership_deputy_is_another",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="ownership_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} v{self.version}"


class Ownership(models.Model):
    """The current owner and deputy, and the version."""

    action = models.OneToOneField(Action, models.PROTECT, related_name="ownership", verbose_name="action")
    version = models.PositiveIntegerField("version")
    current = models.OneToOneField(
        OwnershipRevision, models.PROTECT, related_name="current_of", verbose_name="révision"
    )

    class Meta:
        db_table = "followup_ownership"
        verbose_name = "responsable d’une action"
        verbose_name_plural = "responsables des actions"
        ordering = ("action",)

    def __str__(self) -> str:
        return str(self.current)
