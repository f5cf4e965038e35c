"""Dated decisions about an indicator: its monthly profile, and the base-year values of an evolution. Append-only."""

from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

from commitments.models import Change
from indicators.models.indicator import Indicator

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def part(name: str) -> "models.PositiveBigIntegerField[int, int]":
    return models.PositiveBigIntegerField(name)


def base(name: str) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(name, max_digits=15, decimal_places=4)


def _sum_of_parts() -> Combinable:
    columns: list[Combinable] = [F(month) for month in MONTHS]
    return reduce(add, columns)


class ProfileRevision(models.Model):
    """The monthly profile of an indicator for a year, or its withdrawal: each month weighs its part of `whole`.

    Whole numbers, so that the database itself sees that the twelve weights sum to exactly 1.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="profiles", verbose_name="indicateur"
    )
    year = models.PositiveSmallIntegerField("exercice")
    version = models.PositiveIntegerField("version")
    is_withdrawn = models.BooleanField("levé", default=False)
    january, february, march, april = part("janvier"), part("février"), part("mars"), part("avril")
    may, june, july, august = part("mai"), part("juin"), part("juillet"), part("août")
    september, october = part("septembre"), part("octobre")
    november, december = part("novembre"), part("décembre")
    whole = models.PositiveBigIntegerField("total")
    reason = models.TextField("motif")
    change = models.ForeignKey(Change, models.PROTECT, related_name="profiles", verbose_name="acte")

    class Meta:
        verbose_name = "profil mensuel"
        verbose_name_plural = "profils mensuels"
        ordering = ("indicator", "year", "version")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year", "version"], name="profile_version_once"),
            models.CheckConstraint(
                condition=Q(whole__gt=0, whole=_sum_of_parts(), **{f"{month}__gte": 0 for month in MONTHS}),
                name="profile_weights_sum_to_one",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="profile_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year} v{self.version}"

    @property
    def weights(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(getattr(self, month), self.whole) for month in MONTHS)


class BaseRevision(models.Model):
    """The twelve values of an evolution's base year: what every month is measured against.

    Months entered before keep the denominator that they were entered with.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="bases", verbose_name="indicateur")
    version = models.PositiveIntegerField("version")
    january, february, march, april = base("janvier"), base("février"), base("mars"), base("avril")
    may, june, july, august = base("mai"), base("juin"), base("juillet"), base("août")
    september, october = base("septembre"), base("octobre")
    november, december = base("novembre"), base("décembre")
    reason = models.TextField("motif")
    change = models.ForeignKey(Change, models.PROTECT, related_name="bases", verbose_name="acte")

    class Meta:
        verbose_name = "valeurs de référence"
        verbose_name_plural = "valeurs de référence"
        ordering = ("indicator", "version")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="base_version_once"),
            models.CheckConstraint(
                condition=Q(**{f"{month}__gte": 0 for month in MONTHS}), name="base_values_not_negative"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="base_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.version}"

    @property
    def values(self) -> tuple[Decimal, ...]:
        return tuple(getattr(self, month) for month in MONTHS)
