"""The interpretation register: where the contract is silent, undecided or contradicts itself."""

from django.db import models

from commitments.models.contract import Contract


class Interpretation(models.Model):
    """Two readings of one place of the contract, and the one retained with its reason.

    `subjects` lists what it concerns by code: indicators (`R10`), actions (`F4-E2A3`), fiches (`F8`), or
    `contrat`.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="interpretations", verbose_name="contrat"
    )
    position = models.PositiveSmallIntegerField("rang")
    subjects = models.JSONField("objets concernés", default=list)
    title = models.CharField("titre", max_length=300)
    reading_a = models.TextField("première lecture")
    reading_b = models.TextField("seconde lecture", blank=True)
    retained = models.TextField("lecture retenue")
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "interprétation"
        ordering = ("contract", "position")
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="interpretation_position_once")
        ]

    def __str__(self) -> str:
        return self.title
