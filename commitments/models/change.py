"""Acts: one person, one moment, one contract. They order every fact of a contract.

Every revision of a value, a target, a lock or a closing refers to a `Change`. Its `sequence` is taken under a lock on
the contract's row, so sequences follow the order in which transactions commit. A date or time resolves to a sequence,
and a past state is read by leaving out greater ones. Times alone would not do: a transaction may commit after a later
one, and the clock of a machine may jump (docs/decisions/0046-a-clock-that-jumped.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

import structlog
from django.db import models

from accounts import clock
from accounts.models import User
from commitments.models.contract import Contract

# Acts of a longer time than this were not all dated ahead by a clock that jumped: somebody would have noticed.
LONGEST_JUMP = timedelta(days=1)
log = structlog.get_logger(__name__)


class Origin(StrEnum):
    """How the act came in."""

    FORM = "formulaire"
    GRID = "grille"
    IMPORT = "import"
    COMMAND = "commande"
    DEMO = "demonstration"
    API = "api"
    SOURCE = "source"


class ChangeQuerySet(models.QuerySet["Change"]):
    def sequence_at(self, contract: Contract, moment: datetime) -> int:
        """The last sequence whose act was recorded at or before that moment; 0 if there is none.

        The acts before it count too, even one that a clock dated ahead. Nothing is later than now, whatever its date.
        """
        acts = self.filter(contract=contract)
        if moment < clock.now():
            acts = acts.filter(recorded_at__lte=moment)
        last: int | None = acts.aggregate(last=models.Max("sequence"))["last"]
        return last or 0

    def time_of_next(self, contract: Contract, moment: datetime | None) -> datetime:
        """The time of the next act of a contract: the one that is given, else now, and never before that of its last
        act unless the last ones were dated ahead.
        """
        acts = self.filter(contract=contract)
        last = acts.order_by("-sequence").values_list("recorded_at", flat=True).first()
        now = clock.now()
        time = moment or now
        if last is None or last <= time or (moment is None and acts._are_ahead_of(now)):
            return time
        if moment is None:
            log.warning("clock_set_back", contract=contract.pk, clock=now.isoformat(), kept=last.isoformat())
        return last

    def _are_ahead_of(self, now: datetime) -> bool:
        """Whether the last acts of a contract, later than now, were dated ahead: they follow an act that is not later
        than now, and are of one day. Otherwise it is the present clock that is wrong.
        """
        before = self.filter(recorded_at__lte=now).aggregate(last=models.Max("sequence"))["last"]
        if before is None:
            return False
        ahead = self.filter(sequence__gt=before).aggregate(
            first=models.Min("recorded_at"), last=models.Max("recorded_at")
        )
        longest: bool = ahead["last"] - ahead["first"] <= LONGEST_JUMP
        return longest


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


_moment: ContextVar[datetime | None] = ContextVar("moment of the acts", default=None)


@contextmanager
def acts_at(moment: datetime) -> Iterator[None]:
    """Acts within were recorded then, where their verb is given no moment: for a past that is loaded, in its order."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


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
    recorded_at = Change.objects.all().time_of_next(contract, moment or _moment.get())
    contract.sequence += 1
    contract.save(update_fields=["sequence"])
    return Change.objects.create(
        contract=contract,
        sequence=contract.sequence,
        recorded_at=recorded_at,
        actor=actor,
        origin=origin,
        verb=verb,
        reason=reason,
    )
