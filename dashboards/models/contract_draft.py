"""Drafts of contracts: a document, what is proposed of it fact by fact, and who decided on each. Work in progress, not
history: a draft goes once its contract is loaded, when it is thrown away, or when nobody has touched it for long.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import Body, User
from cpg.shared import french
from indicators.reading.facts import FactKind

# A fact that is accepted with others is read whole.
LONGEST = 1_000


class DraftState(StrEnum):
    READING = "lecture"
    READY = "pret"
    FAILED = "refuse"

    @property
    def label(self) -> str:
        return {
            DraftState.READING: "en cours de lecture",
            DraftState.READY: "à relire",
            DraftState.FAILED: "illisible",
        }[self]


class Decision(StrEnum):
    OPEN = "a_relire"
    ACCEPTED = "accepte"
    CORRECTED = "corrige"
    ADDED = "ajoute"
    REFUSED = "ecarte"

    @property
    def label(self) -> str:
        return {
            Decision.OPEN: "à relire",
            Decision.ACCEPTED: "accepté",
            Decision.CORRECTED: "corrigé",
            Decision.ADDED: "ajouté",
            Decision.REFUSED: "écarté",
        }[self]


class ContractDraftQuerySet(models.QuerySet["ContractDraft"]):
    def visible_to(self, user: User | AnonymousUser) -> "ContractDraftQuerySet":
        """Those of the bodies that the person administers; of a body to come, their own."""
        if user.is_superuser:
            return self
        bodies = Body.objects.all().administered_by(user)
        return self.filter(Q(body__in=bodies) | Q(body=None, created_by=user.pk))


class ContractDraft(models.Model):
    """`body` is None for a body to come, which `body_data` describes. `loaded_sha256` is of the file that
    was last shown to be loaded.
    """

    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="contract_drafts", verbose_name="organisme"
    )
    body_data = models.JSONField("organisme du fichier")
    contract_data = models.JSONField("contrat du fichier")
    name = models.CharField("document", max_length=200)
    content = models.BinaryField("contenu")
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField("état", max_length=10, choices=[(each.value, each.value) for each in DraftState])
    note = models.CharField("raison", max_length=500, blank=True)
    loaded_sha256 = models.CharField("SHA-256 du fichier montré", max_length=64, blank=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, related_name="contract_drafts", verbose_name="personne"
    )
    created_at = models.DateTimeField("déposé le")
    touched_at = models.DateTimeField("touché le")
    tries = models.PositiveSmallIntegerField("essais", default=0)
    held_until = models.DateTimeField("lu jusqu’à", null=True, blank=True)

    objects = ContractDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "brouillon de contrat"
        verbose_name_plural = "brouillons de contrat"
        ordering = ("-touched_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(DraftState)), name="contract_draft_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.contract_data['libelle']}, {self.body_data['nom_court']}"

    @property
    def state_label(self) -> str:
        return DraftState(self.state).label


class DraftFact(models.Model):
    """`value` is as it stands, `proposed` as it was read, `other` as the other table says it. `version` grows with each
    decision: two people who decide at once are told.
    """

    draft = models.ForeignKey(ContractDraft, models.CASCADE, related_name="facts", verbose_name="brouillon")
    rank = models.PositiveIntegerField("rang")
    key = models.CharField("clé", max_length=40)
    kind = models.CharField("nature", max_length=20)
    group = models.CharField("groupe", max_length=20)
    title = models.CharField("titre", max_length=300)
    value = models.JSONField("valeur")
    proposed = models.JSONField("valeur lue", null=True)
    place = models.CharField("endroit", max_length=200, blank=True)
    page = models.PositiveIntegerField("page", default=0)
    box = models.JSONField("cadre", null=True)
    excerpt = models.JSONField("extrait", default=list)
    doubts = models.JSONField("doutes", default=list)
    read = models.PositiveSmallIntegerField("à lire", default=1)
    flagged = models.PositiveSmallIntegerField("signalés", default=0)
    other = models.JSONField("autre lecture", null=True)
    register = models.CharField("clé de son entrée du registre", max_length=40, blank=True, db_default="")
    decision = models.CharField(
        "décision",
        max_length=10,
        default=Decision.OPEN.value,
        choices=[(each.value, each.value) for each in Decision],
    )
    version = models.PositiveIntegerField("version", default=0)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)

    class Meta:
        verbose_name = "fait d’un brouillon"
        verbose_name_plural = "faits d’un brouillon"
        ordering = ("rank", "pk")
        constraints = [
            models.UniqueConstraint(fields=["draft", "key"], name="one_fact_of_a_draft_by_key"),
            models.CheckConstraint(
                condition=Q(decision__in=list(Decision)), name="draft_fact_decision_known"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.OPEN.value, decided_by=None)
                | (~Q(decision=Decision.OPEN.value) & Q(decided_by__isnull=False)),
                name="draft_fact_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.decision == Decision.OPEN

    @property
    def decision_label(self) -> str:
        return Decision(self.decision).label

    @property
    def words(self) -> str:
        return in_words(FactKind(self.kind), self.value)


def in_words(kind: FactKind, value: dict[str, Any]) -> str:
    """The value on one line, as the list of facts shows it."""
    match kind:
        case FactKind.TARGETS:
            text = "\u00a0; ".join(
                f"{year}\u00a0: {_target(target)}" for year, target in sorted(value["cibles"].items())
            )
        case FactKind.MEASURE:
            names = ("unite", "sens", "agregation", "frequence", "code")
            text = ", ".join(str(value.get(name, "")).replace("_", " ") for name in names)
        case FactKind.ACTION:
            text = f"{french.listing([str(year) for year in planned_years(value)])}\u00a0: {value['libelle']}"
            text += f" – {value['evaluation']}" if value.get("evaluation") else ""
        case FactKind.INDICATOR:
            text = f"fiche {value['fiche']}, thème {value['theme']}\u00a0: {value['libelle']}"
        case FactKind.FICHE:
            text = f"partie {value['partie']}\u00a0: {value['titre']}"
        case FactKind.TEXT:
            text = value["texte"]
        case FactKind.INTERPRETATION:
            text = str(value["retenu"])
        case _:
            text = str(value.get("titre") or value.get("libelle"))
    return french.cut(text, LONGEST)


def planned_years(value: dict[str, Any]) -> list[int]:
    held = value.get("livrables") or [value]
    return sorted({year for each in held for year in each.get("annees", [])})


def _target(target: dict[str, str]) -> str:
    if target["type"] != "defini":
        return "aucune cible" if target["type"] == "sans_cible" else "à définir"
    levels = [target[name] for name in ("seuil", "objectif") if name in target]
    return " puis ".join(french.trimmed(Decimal(level)) for level in levels)
