"""The Cnav's own figures as received, quarter by quarter, and how differences are followed. Append-only."""

from decimal import Decimal
from enum import StrEnum

from django.db import models
from django.db.models import Q

from commitments.models import Change, Contract
from cpg.shared.periods import Month, Quarter
from dashboards.models.checklist import DIGEST_LENGTH
from indicators.domain.model import Absence, AbsenceKind, Amount, Fact, Pair
from indicators.models import Indicator

LONGEST_NAME = 200
LONGEST_NUMBER = 30
IS_PAIR = ~Q(numerator="") & ~Q(denominator="") & Q(value="", absence="")
IS_VALUE = ~Q(value="") & Q(numerator="", denominator="", absence="")
IS_ABSENT = Q(absence__in=[each.value for each in AbsenceKind], numerator="", denominator="", value="")


class CnavFile(models.Model):
    """A file of the Cnav's figures, kept as it came. The highest version of a quarter is the one that is compared.
    `how` is how its table was read: what the person answered of it.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="cnav_files", verbose_name="contrat")
    year = models.PositiveSmallIntegerField("exercice")
    quarter = models.PositiveSmallIntegerField("trimestre")
    version = models.PositiveIntegerField("version")
    name = models.CharField("nom du fichier", max_length=LONGEST_NAME)
    content = models.BinaryField("contenu")
    size = models.PositiveIntegerField("taille")
    sha256 = models.CharField("empreinte", max_length=DIGEST_LENGTH)
    how = models.JSONField("lecture", default=dict)
    change = models.ForeignKey(Change, models.PROTECT, related_name="cnav_files", verbose_name="acte")

    class Meta:
        verbose_name = "fichier de la Cnav"
        verbose_name_plural = "fichiers de la Cnav"
        ordering = ("contract", "year", "quarter", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "year", "quarter", "version"], name="cnav_file_version_once"
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="cnav_file_quarter_known"
            ),
            models.CheckConstraint(condition=Q(version__gte=1, size__gte=1), name="cnav_file_is_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.of_quarter} v{self.version}"

    @property
    def of_quarter(self) -> Quarter:
        return Quarter(self.year, self.quarter)


class CnavFigure(models.Model):
    """One month of an indicator in such a file. Numbers are texts, with the decimals that they were written with: they
    are compared exactly, and never summed.
    """

    file = models.ForeignKey(CnavFile, models.PROTECT, related_name="figures", verbose_name="fichier")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="cnav_figures", verbose_name="indicateur"
    )
    month = models.DateField("mois")
    line = models.PositiveIntegerField("ligne")
    numerator = models.CharField("numérateur", max_length=LONGEST_NUMBER, blank=True)
    denominator = models.CharField("dénominateur", max_length=LONGEST_NUMBER, blank=True)
    value = models.CharField("valeur", max_length=LONGEST_NUMBER, blank=True)
    absence = models.CharField("absence", max_length=20, blank=True)

    class Meta:
        verbose_name = "chiffre de la Cnav"
        verbose_name_plural = "chiffres de la Cnav"
        ordering = ("file", "indicator", "month")
        constraints = [
            models.UniqueConstraint(fields=["file", "indicator", "month"], name="cnav_figure_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="cnav_figure_month_is_a_first_day"),
            models.CheckConstraint(
                condition=IS_PAIR | IS_VALUE | IS_ABSENT, name="cnav_figure_has_one_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.month:%m/%Y}"

    @property
    def at(self) -> Month:
        return Month.of(self.month)

    @property
    def fact(self) -> Fact:
        if self.absence:
            return Absence(AbsenceKind(self.absence))
        if self.value:
            return Amount(Decimal(self.value))
        return Pair(Decimal(self.numerator), Decimal(self.denominator))


class StepState(StrEnum):
    """Where a difference stands after a step. The value is part of addresses and files."""

    OPEN = "ouvert"
    SETTLED = "regle"

    @property
    def label(self) -> str:
        return {StepState.OPEN: "à régler", StepState.SETTLED: "réglé"}[self]


class Turn(StrEnum):
    """Whose turn it is while a difference is open."""

    OURS = "controle"
    THEIRS = "cnav"

    @property
    def label(self) -> str:
        return {Turn.OURS: "le contrôle de gestion", Turn.THEIRS: "la Cnav"}[self]


class DifferenceStep(models.Model):
    """What was said of a difference: followed, settled or reopened, with a comment. `digest` is of both figures as they
    were then: where one changed since, the difference is another one, and open.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="difference_steps", verbose_name="indicateur"
    )
    month = models.DateField("mois")
    version = models.PositiveIntegerField("version")
    digest = models.CharField("empreinte des deux chiffres", max_length=DIGEST_LENGTH)
    figures = models.CharField("les deux chiffres", max_length=200)
    state = models.CharField("état", max_length=10, choices=[(each.value, each.label) for each in StepState])
    turn = models.CharField(
        "à qui de jouer", max_length=10, blank=True, choices=[(each.value, each.label) for each in Turn]
    )
    comment = models.TextField("commentaire")
    change = models.ForeignKey(Change, models.PROTECT, related_name="difference_steps", verbose_name="acte")

    class Meta:
        verbose_name = "suivi d’un écart avec la Cnav"
        verbose_name_plural = "suivi des écarts avec la Cnav"
        ordering = ("indicator", "month", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "month", "version"], name="difference_step_version_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="difference_month_is_a_first_day"),
            models.CheckConstraint(condition=Q(state__in=list(StepState)), name="difference_state_known"),
            models.CheckConstraint(condition=~Q(comment=""), name="difference_step_has_a_comment"),
            models.CheckConstraint(
                condition=Q(state=StepState.SETTLED, turn="") | Q(state=StepState.OPEN, turn__in=list(Turn)),
                name="difference_open_has_a_turn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.month:%m/%Y} v{self.version}"

    @property
    def at(self) -> Month:
        return Month.of(self.month)

    @property
    def is_settled(self) -> bool:
        return self.state == StepState.SETTLED

    @property
    def turn_word(self) -> str:
        return Turn(self.turn).label if self.turn else ""
