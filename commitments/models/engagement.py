"""Engagements, actions and deliverables of a fiche, with the years in which they are planned."""

from django.db import models
from django.db.models import Q

from commitments.models.contract import Fiche


class Engagement(models.Model):
    """`E2` of a fiche. Codes start again in each fiche; the title is word for word."""

    fiche = models.ForeignKey(Fiche, models.PROTECT, related_name="engagements", verbose_name="fiche")
    code = models.CharField("code", max_length=8)
    position = models.PositiveSmallIntegerField("rang")
    title = models.TextField("libellé")

    class Meta:
        verbose_name = "engagement"
        ordering = ("fiche", "position")
        constraints = [
            models.UniqueConstraint(fields=["fiche", "code"], name="engagement_code_once_in_a_fiche")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Action(models.Model):
    """`E2A3` of an engagement: its wording and its `evaluation` (what proves it done), word for word."""

    engagement = models.ForeignKey(
        Engagement, models.PROTECT, related_name="actions", verbose_name="engagement"
    )
    code = models.CharField("code", max_length=10)
    position = models.PositiveSmallIntegerField("rang")
    wording = models.TextField("libellé")
    evaluation = models.TextField("évaluation")

    class Meta:
        verbose_name = "action"
        ordering = ("engagement", "position")
        constraints = [
            models.UniqueConstraint(fields=["engagement", "code"], name="action_code_once_in_an_engagement")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.wording}"

    @property
    def full_code(self) -> str:
        """`F4-E2A3`, unique in the contract; it comes with its engagement and fiche."""
        return f"F{self.engagement.fiche.position}-{self.code}"


class Deliverable(models.Model):
    """A numbered deliverable of an action, with years of its own."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="deliverables", verbose_name="action")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.TextField("libellé")

    class Meta:
        verbose_name = "livrable"
        ordering = ("action", "number")
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="deliverable_number_once_in_an_action"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def name(self) -> str:
        return f"Livrable {self.number}, {self.title}"


class PlannedYear(models.Model):
    """A year marked for an action, or for one of its deliverables where it has some."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="planned_years", verbose_name="action")
    deliverable = models.ForeignKey(
        Deliverable,
        models.PROTECT,
        related_name="planned_years",
        verbose_name="livrable",
        null=True,
        blank=True,
    )
    year = models.PositiveSmallIntegerField("exercice")

    class Meta:
        verbose_name = "année prévue"
        verbose_name_plural = "années prévues"
        ordering = ("action", "deliverable", "year")
        constraints = [
            models.UniqueConstraint(
                fields=["deliverable", "year"], name="planned_year_once_for_a_deliverable"
            ),
            # Two constraints, because NULLs are all different to a database: the first says nothing of years without a
            # deliverable.
            models.UniqueConstraint(
                fields=["action", "year"],
                condition=Q(deliverable__isnull=True),
                name="planned_year_once_for_an_action",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def title(self) -> str:
        """The planned work, word for word."""
        return self.deliverable.title if self.deliverable else self.action.wording

    @property
    def label(self) -> str:
        """The same inside a sentence, without its full stop."""
        return self.title.rstrip(". ")

    @property
    def place(self) -> str:
        """What names it inside its action, in addresses: `2025`, or `2-2025` for its second deliverable."""
        return f"{self.deliverable.number}-{self.year}" if self.deliverable else str(self.year)

    @property
    def place_name(self) -> str:
        """What names it inside its action, for people: `2025`, or `livrable 2, 2025`."""
        return f"livrable {self.deliverable.number}, {self.year}" if self.deliverable else str(self.year)

    @property
    def name(self) -> str:
        """What names it in a sentence: `F4-E2A3, livrable 2, 2025`."""
        return f"{self.action.full_code}, {self.place_name}"
