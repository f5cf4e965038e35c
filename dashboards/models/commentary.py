"""Commentaries as somebody wrote them, version after version, with the figures that they cited. Append-only."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from commitments.models import Change, Contract
from cpg.shared.periods import Month
from indicators.models import Indicator

LONGEST_COMMENTARY = 4_000
OF_CONTRACT, OF_THEME = "contrat", "theme-"


class CommentaryRevision(models.Model):
    """The text about a subject at the end of a month; the last version is current, and an empty one leaves the proposed
    text in its place. `subject` is `contrat`, `theme-3` or the code of `indicator`. `figures` are the figures that the
    text cited when it was written: what each was, by key.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="commentaries", verbose_name="contrat"
    )
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        related_name="commentaries",
        verbose_name="indicateur",
        null=True,
        blank=True,
    )
    subject = models.CharField("objet", max_length=60)
    month = models.DateField("à fin")
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="commentaries", verbose_name="acte")
    text = models.TextField("texte", blank=True, max_length=LONGEST_COMMENTARY)
    figures = models.JSONField("chiffres cités", default=dict)

    class Meta:
        verbose_name = "commentaire"
        ordering = ("contract", "month", "subject", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "month", "subject", "version"], name="commentary_version_once"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="commentary_has_a_version"),
            models.CheckConstraint(condition=Q(month__day=1), name="commentary_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.month:%m/%Y} v{self.version}"

    @property
    def at(self) -> Month:
        return Month.of(self.month)

    @property
    def cited(self) -> Mapping[str, str]:
        cited: Mapping[str, str] = self.figures
        return cited
