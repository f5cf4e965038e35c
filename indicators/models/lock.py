"""Closed months: nothing can be entered in them until a controller reopens them."""

from datetime import date

from django.db import models
from django.db.models import Q

from commitments.models import Change, Contract


class LockRevision(models.Model):
    """A month of the contract was closed, or reopened with a reason and until a day. Append-only."""

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="lock_revisions", verbose_name="contrat"
    )
    month = models.DateField("mois")
    version = models.PositiveIntegerField("version")
    is_locked = models.BooleanField("clos")
    open_until = models.DateField("rouvert jusqu’au", null=True, blank=True)
    reason = models.TextField("motif", blank=True)
    change = models.ForeignKey(Change, models.PROTECT, related_name="lock_revisions", verbose_name="acte")

    class Meta:
        verbose_name = "clôture ou réouverture d’un mois"
        verbose_name_plural = "clôtures et réouvertures des mois"
        ordering = ("contract", "month", "version")
        constraints = [
            models.UniqueConstraint(fields=["contract", "month", "version"], name="lock_version_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="lock_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(is_locked=True, open_until__isnull=True)
                | (Q(is_locked=False, open_until__isnull=False) & ~Q(reason="")),
                name="lock_reopening_has_a_reason_and_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {'clos' if self.is_locked else 'rouvert'}"


class MonthLock(models.Model):
    """The current closing or reopening of a month, and its version."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="locks", verbose_name="contrat")
    month = models.DateField("mois")
    version = models.PositiveIntegerField("version")
    current = models.OneToOneField(
        LockRevision, models.PROTECT, related_name="current_of", verbose_name="révision"
    )

    class Meta:
        verbose_name = "clôture d’un mois"
        verbose_name_plural = "clôtures des mois"
        ordering = ("contract", "month")
        constraints = [models.UniqueConstraint(fields=["contract", "month"], name="one_lock_for_a_month")]

    def __str__(self) -> str:
        return str(self.current)

    def is_closed_on(self, day: date) -> bool:
        """Whether the month is closed on that day. A reopened month closes by itself after its last open day.

        No job closes it: the day decides, so that a stopped scheduler cannot leave a quarter open.
        """
        return self.current.is_locked or (
            self.current.open_until is not None and day > self.current.open_until
        )
