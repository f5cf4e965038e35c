"""Acts: one person, one moment, one contract. They order every fact of a contract.

Every revision of a value, a target, a lock or a closing refers to a `Change`. Its `sequence` is taken under a lock on
the contract's row, so sequences follow the order in which transactions commit. A date or time resolves to a sequence,
and a past state is read by leaving out greater ones. Times alone would not do: a transaction may commit after a later
one.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import User
from commitments.models.contract import Contract


class Origin(StrEnum):
    """How the act came in."""

    FORM = "formulaire"
    GRID = "grille"
    IMPORT = "import"
    COMMAND = "commande"
    DEMO = "demonstration"
    API = "api"


class ChangeQuerySet(models.QuerySet["Change"]):
    def sequence_at(self, contract: Contract, moment: datetime) -> int:
        """The last sequence at or before that moment; 0 if there is none."""
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
    """Make every other act on this contract wait until the caller's transaction ends."""
    # NO KEY: a plain FOR UPDATE would also block inserts of rows that only refer to the contract. SQLite ignores it:
    # its transactions take the write lock at their start (`cpg/settings/embedded.py`).
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
    """Create the next act of a contract that the caller has locked."""
    last = (
        Change.objects.filter(contract=contract)
        .order_by("-sequence")
        .values_list("recorded_at", flat=True)
        .first()
    )
    # The clock of the machine may be set back. `recorded_at` never goes back along the sequence, or a moment would not
    # resolve to one sequence.
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
