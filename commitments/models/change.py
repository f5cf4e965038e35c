"""One act by one person at one moment: what orders every fact of a contract.

Every revision of a value, a target, a lock or a closing hangs on a `Change`. Its `sequence` is taken under a
lock on the contract's row, so sequences follow the order in which transactions commit; a date or a time
resolves to a sequence, and the past is read by leaving out what has a greater one. A day alone could not tell
14:00 from 17:00.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import User
from commitments.models.contract import Contract


class Origin(StrEnum):
    """By which way the act came in."""

    FORM = "formulaire"
    GRID = "grille"
    IMPORT = "import"
    COMMAND = "commande"
    DEMO = "demonstration"
    API = "api"


class ChangeQuerySet(models.QuerySet["Change"]):
    def sequence_at(self, contract: Contract, moment: datetime) -> int:
        """The last sequence that was taken at or before that moment; 0 when nothing was."""
        last = self.filter(contract=contract, recorded_at__lte=moment).aggregate(last=models.Max("sequence"))[
            "last"
        ]
        return last or 0


class Change(models.Model):
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="changes", verbose_name="contrat")
    sequence = models.PositiveBigIntegerField("numéro d’ordre")
    recorded_at = models.DateTimeField("enregistré le")
    actor = models.ForeignKey(
        User, models.PROTECT, related_name="changes", verbose_name="auteur", null=True, blank=True
    )
    origin = models.CharField(
        "origine", max_length=20, choices=[(origin.value, origin.value) for origin in Origin]
    )
    verb = models.CharField("acte", max_length=30)
    reason = models.TextField("motif", blank=True)

    objects: ClassVar[models.Manager["Change"]] = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "acte"
        ordering = ("contract", "sequence")
        constraints = [models.UniqueConstraint(fields=["contract", "sequence"], name="change_sequence_once")]
        indexes = [models.Index(fields=["contract", "recorded_at"], name="change_by_time")]

    def __str__(self) -> str:
        return f"n° {self.sequence}, {self.verb}"


def lock_contract(contract_id: int) -> Contract:
    """Keep every other act on this contract waiting until the caller's transaction ends."""
    return Contract.objects.select_for_update(no_key=True).get(pk=contract_id)


def open_change(
    contract: Contract,
    *,
    actor: User | None,
    origin: Origin,
    verb: str,
    reason: str = "",
    moment: datetime | None = None,
) -> Change:
    """Take the next sequence of a contract that the caller has locked, and say who acts.

    Time never runs backwards along the sequence, whatever the machine's clock does.
    """
    last = (
        Change.objects.filter(contract=contract)
        .order_by("-sequence")
        .values_list("recorded_at", flat=True)
        .first()
    )
    now = moment or timezone.now()
    contract.sequence += 1
    contract.save(update_fields=["sequence"])
    return Change.objects.create(
        contract=contract,
        sequence=contract.sequence,
        recorded_at=max(now, last) if last else now,
        actor=actor,
        origin=origin,
        verb=verb,
        reason=reason,
    )
