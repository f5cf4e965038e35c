"""History of rights: who got or lost which role, assignment, token or access, by whom and when.

A row is never changed or deleted: triggers of the database refuse it. `sequence` counts from 1 in each body.
"""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from accounts.models.people import ROLE_CHOICES, Body, User
from accounts.rights import Role
from cpg.shared.days import days_of


class RightKind(StrEnum):
    ROLE = "role"
    ASSIGNMENT = "attribution"
    TOKEN = "jeton"  # noqa: S105 - a word
    ACCESS = "acces"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


KIND_LABELS = {
    RightKind.ROLE: "Rôle",
    RightKind.ASSIGNMENT: "Attribution",
    RightKind.TOKEN: "Jeton",
    RightKind.ACCESS: "Accès",
}


class Way(StrEnum):
    """How a change of rights came in."""

    FORM = "formulaire"
    LOADING = "import"
    COMMAND = "commande"
    DEMO = "demonstration"
    SIGN_ON = "connexion"
    UPGRADE = "reprise"

    @property
    def label(self) -> str:
        return WAY_LABELS[self]


WAY_LABELS = {
    Way.FORM: "à l’écran",
    Way.LOADING: "chargement d’un contrat",
    Way.COMMAND: "commande de l’exploitant",
    Way.DEMO: "démonstration",
    Way.SIGN_ON: "fournisseur d’identité",
    Way.UPGRADE: "déjà là avant l’historique",
}


class Outcome(StrEnum):
    ACCEPTED = "acceptee"
    REFUSED = "refusee"
    TAKEN_BACK = "reprise"

    @property
    def label(self) -> str:
        return OUTCOME_LABELS[self]


OUTCOME_LABELS = {
    Outcome.ACCEPTED: "acceptée",
    Outcome.REFUSED: "refusée",
    Outcome.TAKEN_BACK: "reprise par son auteur",
}


class RoleRequest(models.Model):
    """A role that an administrator asked for themselves. It waits for a decision of somebody else."""

    body = models.ForeignKey(
        Body, models.PROTECT, related_name="role_requests", verbose_name="organisme", db_index=False
    )
    person = models.ForeignKey(
        User, models.PROTECT, related_name="role_requests", verbose_name="pour", db_index=False
    )
    role = models.CharField("rôle", max_length=20, choices=ROLE_CHOICES)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="demandé par", db_index=False
    )
    asked_at = models.DateTimeField("demandé le")

    class Meta:
        verbose_name = "demande de rôle"
        verbose_name_plural = "demandes de rôle"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="role_request_role_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {Role(self.role).label}, {self.body}"


class RoleDecision(models.Model):
    """What became of a request. One request has one decision, and nobody accepts what they asked for."""

    request = models.OneToOneField(
        RoleRequest, models.PROTECT, related_name="decision", verbose_name="demande"
    )
    outcome = models.CharField("suite", max_length=10, choices=[(each.value, each.label) for each in Outcome])
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="par", db_index=False)
    decided_at = models.DateTimeField("le")

    class Meta:
        verbose_name = "suite d’une demande de rôle"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[each.value for each in Outcome]), name="role_decision_known"
            )
        ]

    def __str__(self) -> str:
        return Outcome(self.outcome).label


class RightRevision(models.Model):
    """One change of one right: `before` and `after` are what the person had and has, "" for nothing.

    Both are a role, a kind of assignment (`titulaire`, `suppleant`) or its days (`20280101/..`, on a line of their
    own), the scope of a token or `actif`; `subject` is the indicator or the token. `actor` is empty for acts of the
    operator's commands.
    """

    body = models.ForeignKey(
        Body, models.PROTECT, related_name="right_revisions", verbose_name="organisme", db_index=False
    )
    sequence = models.PositiveBigIntegerField("numéro")
    kind = models.CharField("droit", max_length=12, choices=[(each.value, each.label) for each in RightKind])
    person = models.ForeignKey(User, models.PROTECT, related_name="right_revisions", verbose_name="personne")
    subject = models.CharField("sur", max_length=200, blank=True)
    before = models.CharField("avant", max_length=20, blank=True)
    after = models.CharField("après", max_length=20, blank=True)
    actor = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="par", null=True, blank=True, db_index=False
    )
    way = models.CharField("voie", max_length=15, choices=[(each.value, each.label) for each in Way])
    request = models.ForeignKey(
        RoleRequest,
        models.PROTECT,
        related_name="revisions",
        verbose_name="demande",
        null=True,
        blank=True,
        db_index=False,
    )
    recorded_at = models.DateTimeField("le")

    class Meta:
        verbose_name = "changement de droit"
        verbose_name_plural = "historique des droits"
        ordering = ("-recorded_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["body", "sequence"], name="right_sequence_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in RightKind]), name="right_kind_known"
            ),
            models.CheckConstraint(condition=Q(way__in=[each.value for each in Way]), name="right_way_known"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="right_changes_something"),
        ]

    def __str__(self) -> str:
        return f"n° {self.sequence}, {self.person}\u00a0: {self.what}"

    @property
    def what(self) -> str:
        """The change in words, with what it is about."""
        about = f"{RightKind(self.kind).label} {self.subject}".strip()
        return f"{about}\u00a0: {self.change}"

    @property
    def change(self) -> str:
        before, after = (_words(self.kind, each) for each in (self.before, self.after))
        if self.kind == RightKind.ASSIGNMENT and "/" in self.before + self.after:
            return f"{before or 'sans dates'}, puis {after or 'sans dates'}"
        if not self.before:
            return f"{after}, reçu"
        if not self.after:
            return f"{before}, retiré"
        return f"{before}, puis {after}"


WORDS = {
    "titulaire": "titulaire",
    "suppleant": "suppléant",
    "lecture": "lecture",
    "ecriture": "lecture et saisie",
    "actif": "compte actif",
}


def _words(kind: str, value: str) -> str:
    if kind == RightKind.ASSIGNMENT and "/" in value:
        return days_of(value).words
    return Role(value).label if kind == RightKind.ROLE and value else WORDS.get(value, "")
