"""Scenarios: what one person supposes of a contract. None of it is a fact: a scenario changes and goes as they like."""

from secrets import token_urlsafe
from typing import Any

from django.db import models
from django.http import QueryDict

from accounts.drafts.marks import BESIDE_TYPED
from accounts.models import User
from commitments.models import Contract

LONGEST_TITLE = 80
STEPS_AT_MOST = 20
LONGEST_LABEL = 300


def new_key() -> str:
    """256 bits: the name of a scenario in the addresses of its pages, which nobody guesses."""
    return token_urlsafe(32)


class StepKind(models.TextChoices):
    VALUES = "valeurs", "valeurs supposées"
    AVENANT = "avenant", "avenant en préparation"
    NEUTRALISATION = "neutralisation", "neutralisation supposée"


class Scenario(models.Model):
    """`is_shared`: whoever reads the contract and has the address may read it too."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="scenarios", verbose_name="contrat")
    owner = models.ForeignKey(User, models.CASCADE, related_name="scenarios", verbose_name="auteur")
    # Counted for each author and contract.
    number = models.PositiveIntegerField("numéro")
    title = models.CharField("titre", max_length=LONGEST_TITLE)
    key = models.CharField("clé", max_length=43, unique=True, default=new_key, editable=False)
    is_shared = models.BooleanField("partagé", default=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "scénario"
        verbose_name_plural = "scénarios"
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "owner", "number"], name="scenario_number_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def mark(self) -> str:
        """What every page and file made of it says of its figures."""
        return f"scénario «\u00a0{self.title}\u00a0»"

    @property
    def query(self) -> str:
        return f"scenario={self.key}"


class ScenarioStep(models.Model):
    """One thing supposed. `sent` holds the fields of its form as they were typed: each reading of the scenario reads
    them by the same form, over the facts of that moment.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="steps", verbose_name="scénario")
    kind = models.CharField("nature", max_length=20, choices=StepKind)
    label = models.CharField("libellé", max_length=LONGEST_LABEL)
    sent = models.JSONField("saisi")

    class Meta:
        verbose_name = "hypothèse"
        verbose_name_plural = "hypothèses"
        ordering = ("scenario", "pk")

    def __str__(self) -> str:
        return self.label

    @property
    def query(self) -> QueryDict:
        """The fields as a form takes them."""
        query = QueryDict(mutable=True)
        for name, texts in self.sent.items():
            query.setlist(name, texts)
        return query


def fields_of(query: QueryDict) -> dict[str, Any]:
    """The fields that a form was sent with, without those of the page around it, nor what no database can hold, which
    is in no field that the form took.
    """
    return {
        name: texts
        for name, texts in query.lists()
        if name not in {*BESIDE_TYPED, "suite"} and "\0" not in "".join((name, *texts))
    }
