"""An alert in the application: an indicator turned at the end of a month. One row for each person, turn and month."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from accounts.models import User
from accounts.turns import Turn
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.models import Indicator


class Alert(models.Model):
    """One person, one indicator, one turn, one month; `read_at` is None until the person marks it as read."""

    user = models.ForeignKey(User, models.CASCADE, related_name="alerts", verbose_name="destinataire")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="alerts", verbose_name="indicateur")
    turn = models.CharField("tournant", max_length=20, choices=[(turn.value, turn.label) for turn in Turn])
    month = models.DateField("mois")
    created_at = models.DateTimeField("signalée le")
    read_at = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        verbose_name = "alerte"
        ordering = ("-month", "indicator", "turn")
        constraints = [
            models.UniqueConstraint(fields=["user", "indicator", "turn", "month"], name="alert_told_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="alert_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(turn__in=[turn.value for turn in Turn]), name="alert_turn_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.turn} {self.month:%Y-%m}"

    @property
    def at(self) -> Month:
        """The month at whose end the indicator turned."""
        return Month.of(self.month)


class TurnStart(models.Model):
    """The first month at whose end a turn of a contract is alerted; no row where it is from the beginning.

    Written by the migration that adds a turn to a database in use: what turned in that way before is no news.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="+", verbose_name="contrat")
    turn = models.CharField("tournant", max_length=20)
    month = models.DateField("premier mois")

    class Meta:
        verbose_name = "début d’une alerte"
        verbose_name_plural = "débuts des alertes"
        constraints = [
            models.UniqueConstraint(fields=["contract", "turn"], name="turn_starts_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="turn_start_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.turn} {self.month:%Y-%m}"


def alerted_at(contract_pk: int, month: Month) -> set[Turn]:
    """The turns of a contract that are alerted at the end of a month."""
    later = TurnStart.objects.filter(contract=contract_pk, month__gt=month.first_day).values_list(
        "turn", flat=True
    )
    return set(Turn) - {Turn(turn) for turn in later}


def unread_counts(users: Sequence[int]) -> Subquery:
    """How many alerts of a contract (`OuterRef("pk")`) these people have not read, as a column beside it:
    nothing for none."""
    unread = Alert.objects.filter(
        user__in=users, indicator__contract=OuterRef("pk"), read_at__isnull=True
    ).order_by()
    counted = unread.values("indicator__contract").annotate(count=Count("pk")).values("count")
    return Subquery(counted)
