"""Seals of history: each act and each event of the journal of security is bound to all that came before it.

Append-only. `dashboards.sealing` writes them, and `manage.py verify_history` reads them.
"""

from django.db import models
from django.db.models import Q

from commitments.models import Contract
from dashboards.models.closing import QuarterClosing

DIGEST_LENGTH = 64


class ActSeal(models.Model):
    """The seal of one act. `rows` has the digest of each row that the act wrote, by source and by key; `head` is the
    digest of them, of the act’s place and of the head before it. `edition` says which columns were read.

    It names its act by contract and number and not by a key: it outlives an act that somebody erased.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="seals", verbose_name="contrat")
    sequence = models.PositiveBigIntegerField("numéro de l’acte")
    edition = models.PositiveSmallIntegerField("édition")
    rows = models.JSONField("empreintes des lignes")
    head = models.CharField("empreinte", max_length=DIGEST_LENGTH)
    sealed_at = models.DateTimeField("scellé le")

    class Meta:
        verbose_name = "sceau d’un acte"
        verbose_name_plural = "sceaux des actes"
        ordering = ("contract", "sequence")
        constraints = [models.UniqueConstraint(fields=["contract", "sequence"], name="act_sealed_once")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.head[:12]}"


class EventSeal(models.Model):
    """The seal of one event of the journal of security, in the order of sealing: the journal has no lock."""

    position = models.PositiveBigIntegerField("rang", unique=True)
    event = models.PositiveBigIntegerField("numéro de l’événement", unique=True)
    edition = models.PositiveSmallIntegerField("édition")
    digest = models.CharField("empreinte de l’événement", max_length=DIGEST_LENGTH)
    head = models.CharField("empreinte", max_length=DIGEST_LENGTH)
    sealed_at = models.DateTimeField("scellé le")

    class Meta:
        verbose_name = "sceau d’un événement"
        verbose_name_plural = "sceaux des événements"
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.position} {self.head[:12]}"


class Checkpoint(models.Model):
    """A head with a signature: of a contract when a quarter is closed, of the journal of security when it is purged.

    Whoever rewrote a chain as a whole, seals included, would need the key of the signatures.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="checkpoints", verbose_name="contrat"
    )
    closing = models.OneToOneField(
        QuarterClosing, models.PROTECT, null=True, related_name="checkpoint", verbose_name="arrêté"
    )
    position = models.PositiveBigIntegerField("rang")
    head = models.CharField("empreinte", max_length=DIGEST_LENGTH)
    made_at = models.DateTimeField("posé le")
    public_key = models.CharField("clé publique", max_length=DIGEST_LENGTH)
    signature = models.CharField("signature", max_length=2 * DIGEST_LENGTH)

    class Meta:
        verbose_name = "point de contrôle"
        verbose_name_plural = "points de contrôle"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(contract__isnull=True, closing__isnull=True)
                | Q(contract__isnull=False, closing__isnull=False),
                name="checkpoint_of_a_closing_or_of_the_journal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.head[:12]}"


class CheckpointStamp(models.Model):
    """What a time stamp server (RFC 3161) answered about a checkpoint: that it existed at that time."""

    checkpoint = models.OneToOneField(
        Checkpoint, models.PROTECT, related_name="stamp", verbose_name="point de contrôle"
    )
    answer = models.BinaryField("jeton")
    stamped_at = models.DateTimeField("horodaté le")

    class Meta:
        verbose_name = "horodatage"
        verbose_name_plural = "horodatages"

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.stamped_at:%Y-%m-%d}"
