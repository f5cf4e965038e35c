"""Proofs of a month or an échéance: a file stored outside the web root, or a link."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from commitments.ledger.files.kinds import LABELS
from commitments.models.change import Change
from commitments.models.engagement import PlannedYear


class AttachedProof(models.Model):
    """The columns of every proof. `stored_as` is its name in the evidence folder, never shown; `name` is what the
    person called it. A proof is never erased: `withdrawn` is the act that took it back.
    """

    # Each model has its own `change` and `withdrawn`: the names under which an act finds its proofs differ.
    change: models.ForeignKey[Change, Change]
    withdrawn: models.ForeignKey[Change | None, Change | None]
    withdrawn_id: int | None

    name = models.CharField("nom", max_length=200)
    url = models.URLField("lien", max_length=500, blank=True)
    stored_as = models.CharField("rangé sous", max_length=80, blank=True)
    content_type = models.CharField("type", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("taille", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(stored_as="")) | (~Q(url="") & Q(stored_as="")),
                name="%(class)s_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_id is not None

    @property
    def host(self) -> str:
        """The server of a link."""
        return urlsplit(self.url).hostname or ""

    @property
    def kind(self) -> str:
        """What the file is, in a word."""
        return LABELS.get(self.content_type, "")

    @property
    def part(self) -> str:
        """What it proves, where a page lists the proofs of several: "" for a month, which has its own heading."""
        return ""


class Proof(AttachedProof):
    """One proof of one échéance."""

    planned = models.ForeignKey(PlannedYear, models.PROTECT, related_name="proofs", verbose_name="échéance")
    change = models.ForeignKey(Change, models.PROTECT, related_name="proofs", verbose_name="acte")
    withdrawn = models.ForeignKey(
        Change,
        models.PROTECT,
        related_name="withdrawn_proofs",
        verbose_name="retrait",
        null=True,
        blank=True,
    )

    class Meta(AttachedProof.Meta):
        db_table = "followup_proof"
        verbose_name = "preuve d’une action"
        verbose_name_plural = "preuves des actions"
        ordering = ("planned_id", "pk")

    @property
    def part(self) -> str:
        return self.planned.place_name
