"""Decisions of the committee: what was decided on which day, by whom it is to be done and by when, until it is done or
abandoned. Append-only.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery

from accounts.models import User
from commitments.models import Action, Change, Contract
from cpg.shared import french
from indicators.models import Indicator

# A decision is read from the back of a room: longer ones do not fit its screen.
LONGEST_DECISION = 240


class ResolutionState(StrEnum):
    """The value is part of the API."""

    OPEN = "ouverte"
    DONE = "faite"
    ABANDONED = "abandonnee"

    @property
    def label(self) -> str:
        return {
            ResolutionState.OPEN: "à faire",
            ResolutionState.DONE: "faite",
            ResolutionState.ABANDONED: "abandonnée",
        }[self]


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def with_history(self) -> "ResolutionQuerySet":
        """Each with what it is about and its revisions, the first one first. Two queries."""
        revisions = ResolutionRevision.objects.select_related("owner", "change__actor").order_by("version")
        return self.select_related(
            "contract__body", "indicator__current_definition", "action__engagement__fiche"
        ).prefetch_related(Prefetch("revisions", revisions))

    def in_state(self, state: ResolutionState) -> "ResolutionQuerySet":
        last = ResolutionRevision.objects.filter(resolution=OuterRef("pk")).order_by("-version")
        return self.annotate(last_state=Subquery(last.values("state")[:1])).filter(last_state=state.value)

    def held_by(self, user: User) -> "ResolutionQuerySet":
        """Those that the person answers for, as last revised."""
        last = ResolutionRevision.objects.filter(resolution=OuterRef("pk")).order_by("-version")
        return self.annotate(last_owner=Subquery(last.values("owner")[:1])).filter(last_owner=user.pk)


class Resolution(models.Model):
    """A decision of the committee of `taken_on`; `number` names it in addresses. Its revisions say where it stands."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="resolutions", verbose_name="contrat")
    number = models.PositiveIntegerField("numéro")
    text = models.CharField("décision", max_length=LONGEST_DECISION)
    taken_on = models.DateField("comité du")
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        related_name="resolutions",
        verbose_name="indicateur",
        null=True,
        blank=True,
    )
    action = models.ForeignKey(
        Action, models.PROTECT, related_name="resolutions", verbose_name="action", null=True, blank=True
    )

    objects: ClassVar[models.Manager["Resolution"]] = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision du comité"
        verbose_name_plural = "décisions du comité"
        ordering = ("contract", "number")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="resolution_number_once"),
            models.UniqueConstraint(fields=["contract", "taken_on", "text"], name="resolution_taken_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="resolution_number_from_one"),
            models.CheckConstraint(condition=~Q(text=""), name="resolution_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"Décision {self.number} du comité du {french.day(self.taken_on)}"

    @property
    def body_pk(self) -> int:
        return self.contract.body_id

    def is_assigned_to(self, user: User) -> bool:
        """Whether the person is the one who is to do it."""
        return self.current.owner_id == user.pk

    @property
    def history(self) -> Sequence["ResolutionRevision"]:
        """In order; a page that read them with the decision causes no query."""
        return list(self.revisions.all())

    @property
    def current(self) -> "ResolutionRevision":
        return self.history[-1]

    @property
    def opened(self) -> "ResolutionRevision":
        return self.history[0]

    @property
    def is_open(self) -> bool:
        return self.current.state == ResolutionState.OPEN

    def days_late(self, today: date) -> int:
        """How many days ago it was due; 0 while it is not late, or no longer open."""
        return max((today - self.current.due).days, 0) if self.is_open else 0


class ResolutionRevision(models.Model):
    """A decision after an act: its state, who is to do it and by when. `reason` is why, or what came of it."""

    resolution = models.ForeignKey(
        Resolution, models.PROTECT, related_name="revisions", verbose_name="décision"
    )
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(
        Change, models.PROTECT, related_name="resolution_revisions", verbose_name="acte"
    )
    state = models.CharField(
        "état", max_length=12, choices=[(each.value, each.label) for each in ResolutionState]
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="responsable")
    due = models.DateField("pour le")
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "suivi d’une décision du comité"
        verbose_name_plural = "suivi des décisions du comité"
        ordering = ("resolution", "version")
        constraints = [
            models.UniqueConstraint(fields=["resolution", "version"], name="resolution_version_once"),
            models.CheckConstraint(
                condition=Q(state__in=list(ResolutionState)), name="resolution_state_known"
            ),
            models.CheckConstraint(
                condition=Q(version__gt=1) | Q(version=1, state=ResolutionState.OPEN),
                name="resolution_begins_open",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | Q(state=ResolutionState.DONE) | ~Q(reason=""),
                name="resolution_moves_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resolution_id} v{self.version}"

    @property
    def word(self) -> str:
        return ResolutionState(self.state).label
