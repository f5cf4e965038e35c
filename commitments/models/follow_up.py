"""States of échéances: append-only revisions, and a pointer to the current one."""

from django.db import models
from django.db.models import Q

from commitments.calendar import Declared
from commitments.ledger.state import State
from commitments.models.change import Change
from commitments.models.engagement import PlannedYear


class FollowUpRevision(models.Model):
    """One version of the state of an échéance. `state` is its step between owner and controller.

    `reason` and `decided_by` belong to an abandonment, `waiver` is why no proof is required, `returned_because` why it
    was returned, `answer` what a submission answers to that. Triggers of the database refuse a *réalisé* without proof
    or waiver, and any change of a revision.
    """

    planned = models.ForeignKey(
        PlannedYear, models.PROTECT, related_name="follow_up_revisions", verbose_name="échéance"
    )
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(
        Change, models.PROTECT, related_name="follow_up_revisions", verbose_name="acte"
    )
    declared = models.CharField(
        "état déclaré", max_length=12, blank=True, choices=[(each.value, each.label) for each in Declared]
    )
    progress = models.PositiveSmallIntegerField("avancement", default=0)
    forecast = models.DateField("date prévue", null=True, blank=True)
    comment = models.TextField("commentaire", blank=True)
    reason = models.TextField("motif de l’abandon", blank=True)
    decided_by = models.CharField("décidé par", max_length=200, blank=True)
    waiver = models.TextField("dispense de preuve", blank=True)
    state = models.CharField(
        "état", max_length=12, choices=[(each.value, each.label) for each in State], default=State.SAISI
    )
    returned_because = models.TextField("motif du renvoi", blank=True)
    answer = models.TextField("réponse au renvoi", blank=True, default="", db_default="")

    class Meta:
        # The tables keep the names of the application `followup`, which these models came from.
        db_table = "followup_followuprevision"
        verbose_name = "révision d’une échéance"
        verbose_name_plural = "révisions des échéances"
        ordering = ("planned_id", "version")
        constraints = [
            models.UniqueConstraint(fields=["planned", "version"], name="follow_up_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="follow_up_has_a_version"),
            models.CheckConstraint(condition=Q(declared__in=list(Declared)), name="follow_up_declared_known"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="follow_up_state_known"),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=100), name="follow_up_progress_is_a_share"
            ),
            models.CheckConstraint(
                condition=~Q(declared=Declared.RIEN) | Q(progress=0), name="follow_up_begun_by_its_progress"
            ),
            models.CheckConstraint(
                condition=~Q(declared=Declared.REALISE) | Q(progress=100), name="follow_up_done_is_complete"
            ),
            models.CheckConstraint(
                condition=~Q(declared=Declared.ABANDONNE) | (~Q(reason="") & ~Q(decided_by="")),
                name="follow_up_abandoned_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETOURNE) | ~Q(returned_because=""), name="follow_up_returned_why"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(state=State.SOUMIS), name="follow_up_answer_is_a_submissions"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_id} v{self.version}"


class FollowUp(models.Model):
    """The current revision of an échéance, and its version, with which the version that an editor saw is compared."""

    planned = models.OneToOneField(
        PlannedYear, models.PROTECT, related_name="follow_up", verbose_name="échéance"
    )
    version = models.PositiveIntegerField("version")
    current = models.OneToOneField(
        FollowUpRevision, models.PROTECT, related_name="current_of", verbose_name="révision"
    )

    class Meta:
        db_table = "followup_followup"
        verbose_name = "suivi d’une échéance"
        verbose_name_plural = "suivis des échéances"
        ordering = ("planned_id",)
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="follow_up_pointer_has_a_version"),
        ]

    def __str__(self) -> str:
        return str(self.current)
