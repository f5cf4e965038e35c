"""Computed figures: they can be rebuilt from the facts at any time and are never edited."""

from django.db import models
from django.db.models import Q

from indicators.domain.model import Status
from indicators.models.choices import choices
from indicators.models.exact import ExactDecimalField
from indicators.models.indicator import Indicator

# Thirty-four digits before the point. A position needs most: a value is divided by the distance of two targets, which
# may be a ten thousandth.
DIGITS, DECIMALS = 40, 6


def figure(name: str) -> ExactDecimalField:
    """A published figure, stored to the last digit on both databases."""
    return ExactDecimalField(name, max_digits=DIGITS, decimal_places=DECIMALS, null=True)


class StoredAttainment(models.Model):
    """What is published about an indicator at the end of a month, as computed from the facts up to
    `sequence`.

    The columns are those of `indicators.domain.model.Attainment`, the last four those of its estimate. `missing` lists
    months as `AAAA-MM`.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="attainments", verbose_name="indicateur"
    )
    month = models.DateField("mois")
    sequence = models.PositiveBigIntegerField("calculé jusqu’au numéro d’ordre")
    status = models.CharField("statut", max_length=30, choices=choices(Status))
    value = figure("valeur à date")
    quarter_value = figure("valeur du trimestre")
    numerator = figure("numérateur à date")
    denominator = figure("dénominateur à date")
    months_due = models.PositiveSmallIntegerField("mois dus")
    months_reported = models.PositiveSmallIntegerField("mois renseignés")
    missing = models.JSONField("mois manquants", default=list)
    no_case = models.BooleanField("aucun cas", default=False)
    seuil_annual = figure("seuil annuel")
    objectif_annual = figure("objectif annuel")
    seuil_to_date = figure("seuil à date")
    objectif_to_date = figure("objectif à date")
    gap = figure("écart à l’objectif")
    # At most 100.00, and compared by a constraint: no exact decimal.
    score = models.DecimalField("score", max_digits=24, decimal_places=6, null=True)
    position = figure("position entre seuil et objectif")
    projection = figure("projection annuelle")
    pace = figure("rythme requis")
    pace_out_of_reach = models.BooleanField("hors d’atteinte", default=False)
    # Its label and those of the decisions on weights since: as long as there are decisions.
    target_version = models.TextField("version des cibles", blank=True)
    is_floor = models.BooleanField("au moins", default=False, db_default=False)
    weight = models.DecimalField("poids", max_digits=7, decimal_places=2, null=True)
    # Estimates: shown beside the projection, and read by no rule and no export.
    estimate_low = figure("bas de l’intervalle de fin d’année")
    estimate_high = figure("haut de l’intervalle de fin d’année")
    chance_objectif = figure("chance d’atteindre l’objectif")
    chance_seuil = figure("chance de tenir le seuil")

    class Meta:
        # The table keeps the name it had before the class was renamed, beside the domain's `Attainment`.
        db_table = "indicators_attainment"
        verbose_name = "atteinte"
        ordering = ("indicator", "month")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "month"], name="one_attainment_for_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="attainment_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                name="attainment_score_in_range",
            ),
        ]
        # For pages that show many indicators at one month. The unique constraint serves one indicator over time.
        indexes = [models.Index(fields=["month", "indicator"], name="attainment_by_month")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.month:%m/%Y} {self.status}"


class PendingRecompute(models.Model):
    """A series whose attainments are older than its facts: facts up to `wanted_sequence` are still to be
    computed.

    Written in the transaction of the fact, deleted only by a recompute that saw that sequence.
    """

    indicator = models.OneToOneField(
        Indicator, models.PROTECT, related_name="pending", verbose_name="indicateur"
    )
    wanted_sequence = models.PositiveBigIntegerField("jusqu’au numéro d’ordre")
    requested_at = models.DateTimeField("demandé le")

    class Meta:
        verbose_name = "calcul en attente"
        verbose_name_plural = "calculs en attente"
        indexes = [models.Index(fields=["requested_at"], name="pending_by_age")]

    def __str__(self) -> str:
        return f"{self.indicator_id} jusqu’au n° {self.wanted_sequence}"
