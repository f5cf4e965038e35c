"""Monthly values: append-only revisions, and a pointer to the current one."""

from decimal import Decimal
from enum import StrEnum

from django.db import models
from django.db.models import Q

from commitments.ledger.state import State
from commitments.models import Change
from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind, Amount, Fact, Pair
from indicators.models.choices import choices
from indicators.models.indicator import Indicator


class Appreciation(StrEnum):
    """The opinion of the person in charge about the trend, beside the computed status."""

    CONFIANT = "confiant"
    VIGILANT = "vigilant"
    EN_DIFFICULTE = "en_difficulte"
    COMPROMIS = "compromis"

    @property
    def label(self) -> str:
        return {
            Appreciation.CONFIANT: "Confiant",
            Appreciation.VIGILANT: "Vigilant",
            Appreciation.EN_DIFFICULTE: "En difficulté",
            Appreciation.COMPROMIS: "Compromis",
        }[self]


FACT_COLUMNS = ("numerator", "denominator", "value", "absence", "absence_reason")


def fact_of(
    numerator: Decimal | None, denominator: Decimal | None, value: Decimal | None, absence: str, reason: str
) -> Fact | None:
    """The columns of a revision (`FACT_COLUMNS`) as the domain reads them; None when the month was retracted."""
    if absence:
        return Absence(AbsenceKind(absence), reason)
    if numerator is not None and denominator is not None:
        return Pair(numerator, denominator)
    return None if value is None else Amount(value)


# The shapes of a month. A revision has exactly one: the CHECK below is their union, so that no writer can store a pair
# beside a value.
HAS_PAIR = Q(numerator__isnull=False, denominator__isnull=False, value__isnull=True, absence="")
HAS_VALUE = Q(numerator__isnull=True, denominator__isnull=True, value__isnull=False, absence="")
HAS_NOTHING = Q(numerator__isnull=True, denominator__isnull=True, value__isnull=True)
IS_ABSENT = HAS_NOTHING & Q(absence__in=list(AbsenceKind)) & ~Q(absence_reason="")
IS_RETRACTED = HAS_NOTHING & Q(absence="")


class ActualRevision(models.Model):
    """One version of one month: a pair, a value, a typed absence with its reason, or nothing (a retraction).

    `version` counts from 1 for each indicator and month. `reason` says why a value was corrected, or returned; `answer`
    is what a submission answers to the reason of the return before it.
    Triggers of the database refuse a month outside the contract and any change of a revision.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="actual_revisions", verbose_name="indicateur"
    )
    # A date, always the first of the month (by a CHECK): databases compare and index dates, and a month must not have
    # two spellings.
    month = models.DateField("mois")
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="actual_revisions", verbose_name="acte")
    # 15 digits: SQLite stores decimals as binary floats, which are exact up to there (`indicators/domain/entry.py`).
    numerator = models.DecimalField("numérateur", max_digits=15, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField("dénominateur", max_digits=15, decimal_places=4, null=True, blank=True)
    value = models.DecimalField("valeur", max_digits=15, decimal_places=4, null=True, blank=True)
    absence = models.CharField("absence", max_length=20, blank=True, choices=choices(AbsenceKind))
    absence_reason = models.TextField("motif de l’absence", blank=True)
    comment = models.TextField("commentaire", blank=True)
    appreciation = models.CharField(
        "appréciation",
        max_length=20,
        blank=True,
        default="",
        db_default="",
        choices=[(each.value, each.label) for each in Appreciation],
    )
    state = models.CharField("état", max_length=12, choices=choices(State), default=State.SAISI)
    reason = models.TextField("motif de la correction", blank=True)
    answer = models.TextField("réponse au renvoi", blank=True, default="", db_default="")

    class Meta:
        verbose_name = "révision d’un mois"
        verbose_name_plural = "révisions des mois"
        ordering = ("indicator", "month", "version")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "month", "version"], name="actual_version_once"),
            models.CheckConstraint(
                condition=HAS_PAIR | HAS_VALUE | IS_ABSENT | IS_RETRACTED,
                name="actual_has_one_shape",
                violation_error_message="Un mois porte un couple, une valeur ou une absence motivée, jamais deux.",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="actual_month_is_a_first_day"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="actual_state_known"),
            models.CheckConstraint(
                condition=Q(appreciation="") | Q(appreciation__in=list(Appreciation)),
                name="actual_appreciation_known",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(state=State.SOUMIS), name="actual_answer_is_a_submissions"
            ),
        ]
        # A past state is the last revision of each month up to a change.
        indexes = [models.Index(fields=["indicator", "change"], name="actual_by_change")]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.month:%m/%Y} v{self.version}"

    @property
    def fact(self) -> Fact | None:
        """The revision as the domain reads it; None when the month was retracted."""
        return fact_of(self.numerator, self.denominator, self.value, self.absence, self.absence_reason)

    @property
    def actor_pk(self) -> int | None:
        """Who wrote this revision, None for a command; read it `select_related("change")`."""
        return self.change.actor_id


class MonthlyActual(models.Model):
    """The current revision of a month, and its version, with which the version that an editor saw is compared.

    It can be derived from the revisions; stored, it makes the current state of a contract one join instead of a search
    for the latest version of each month.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="actuals", verbose_name="indicateur"
    )
    month = models.DateField("mois")
    version = models.PositiveIntegerField("version")
    current = models.OneToOneField(
        ActualRevision, models.PROTECT, related_name="current_of", verbose_name="révision"
    )

    class Meta:
        verbose_name = "mois"
        verbose_name_plural = "mois"
        ordering = ("indicator", "month")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "month"], name="one_actual_for_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_a_first_day"),
            models.CheckConstraint(condition=Q(version__gte=1), name="month_has_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.month:%m/%Y}"

    @property
    def at(self) -> Month:
        return Month.of(self.month)
