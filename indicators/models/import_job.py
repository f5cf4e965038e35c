"""Imports started in the application: the file, the preview and the result."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from accounts.models import User


class ImportState(StrEnum):
    """`lu`: shown, waiting to be confirmed. `en_cours`: being written. Then one of three ends."""

    LU = "lu"
    EN_COURS = "en_cours"
    ECRIT = "ecrit"
    REFUSE = "refuse"
    ABANDONNE = "abandonne"

    @property
    def label(self) -> str:
        return {
            ImportState.LU: "à confirmer",
            ImportState.EN_COURS: "en cours d’écriture",
            ImportState.ECRIT: "écrit",
            ImportState.REFUSE: "refusé",
            ImportState.ABANDONNE: "abandonné",
        }[self]


class ImportJob(models.Model):
    """`content` is the file as it was sent, kept until the import has ended. `done` of `total` rows are written.

    `report` is what was shown, as data (counts, changes, refusals), and stays.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="imports", verbose_name="personne")
    name = models.CharField("fichier", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    # In the database, so that a worker on any machine can read it, and emptied once the import has ended.
    content = models.BinaryField("contenu", default=bytes)
    state = models.CharField(
        "état", max_length=12, choices=[(each.value, each.value) for each in ImportState]
    )
    total = models.PositiveIntegerField("lignes", default=0)
    done = models.PositiveIntegerField("lignes écrites", default=0)
    report = models.JSONField("compte rendu", default=dict)
    created_at = models.DateTimeField("demandé le")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ImportState)), name="import_state_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_label(self) -> str:
        return ImportState(self.state).label
