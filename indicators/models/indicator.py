"""Measures, shared by bodies, and the indicators of a contract that use them."""

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from commitments.models import Contract, Fiche, Theme
from cpg.shared.periods import Month
from indicators.domain.entry import EntryRules
from indicators.domain.model import Aggregation, Definition, Direction, Frequency


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Measure(models.Model):
    """How a figure is counted: shared by all bodies so that they can be compared.

    `decimals` are those of the published value, `entry_decimals` those allowed in an entry.
    `numerator_bounded` says that a numerator can never exceed its denominator. The labels name the two parts
    of a pair.
    """

    code = models.SlugField("code", max_length=80, unique=True)
    unit = models.CharField("unité", max_length=30)
    decimals = models.PositiveSmallIntegerField("décimales publiées")
    entry_decimals = models.PositiveSmallIntegerField("décimales saisies")
    numerator_bounded = models.BooleanField("numérateur borné", default=False)
    direction = models.CharField("sens", max_length=10, choices=choices(Direction))
    aggregation = models.CharField("agrégation", max_length=20, choices=choices(Aggregation))
    frequency = models.CharField("fréquence", max_length=20, choices=choices(Frequency))
    numerator_label = models.CharField("numérateur", max_length=200, blank=True)
    denominator_label = models.CharField("dénominateur", max_length=200, blank=True)

    class Meta:
        verbose_name = "mesure"
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=list(Direction)), name="measure_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(aggregation__in=list(Aggregation)), name="measure_aggregation_known"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=list(Frequency)), name="measure_frequency_known"
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4, entry_decimals__lte=4), name="measure_decimals_fit_the_storage"
            ),
            # Labels exactly where there is a pair: XOR of "takes a pair" and "has no labels".
            models.CheckConstraint(
                condition=Q(aggregation__in=[Aggregation.RATIO, Aggregation.EVOLUTION])
                ^ Q(numerator_label="", denominator_label=""),
                name="measure_pair_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def takes_pair(self) -> bool:
        return Aggregation(self.aggregation).takes_pair

    @property
    def rules(self) -> EntryRules:
        """The rules that the parser of entries applies."""
        return EntryRules(self.unit, self.entry_decimals, self.takes_pair, self.numerator_bounded)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: User | AnonymousUser) -> "IndicatorQuerySet":
        return self.filter(contract__in=Contract.objects.all().visible_to(user))

    def with_definition(self) -> "IndicatorQuerySet":
        """Join what `Indicator.definition` and the breadcrumbs read: without it, each row costs four more queries."""
        return self.select_related(
            "measure", "contract__body", "fiche", "theme", "current_terms", "current_base"
        )


class Indicator(models.Model):
    """An indicator of one contract. `label` is Annexe 3's, `fiche_label` the fiche's own where it differs.

    `entry_delay_days` is the indicator's own, where it is not the contract's.
    `base_year` is the year that an evolution is measured against, None as long as nobody has named it.
    `current_terms` are first year and weight in the version signed last, `current_base` the base-year values of an
    evolution; None before the first.
    `recomputed` is a random name of the last rebuild of its attainments, part of the key of cached pages.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="indicators", verbose_name="contrat")
    fiche = models.ForeignKey(Fiche, models.PROTECT, related_name="indicators", verbose_name="fiche")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="indicators", verbose_name="thème")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="indicators", verbose_name="mesure")
    code = models.CharField("code", max_length=10)
    position = models.PositiveSmallIntegerField("rang")
    label = models.TextField("libellé de l’annexe 3")
    fiche_label = models.TextField("libellé de la fiche", blank=True)
    base_year = models.PositiveSmallIntegerField("année de référence", null=True, blank=True)
    entry_delay_days = models.PositiveSmallIntegerField(
        "délai de saisie (jours)", null=True, blank=True, help_text="Celui du contrat s’il est vide."
    )
    current_terms = models.OneToOneField(
        "indicators.VersionTerms",
        models.PROTECT,
        related_name="current_of",
        verbose_name="premier exercice et poids",
        null=True,
        editable=False,
    )
    current_base = models.OneToOneField(
        "indicators.BaseRevision",
        models.PROTECT,
        related_name="current_of",
        verbose_name="valeurs de référence",
        null=True,
        editable=False,
    )
    recomputed = models.UUIDField("dernier calcul", null=True, editable=False)

    objects: ClassVar[models.Manager["Indicator"]] = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur"
        ordering = ("contract", "position")
        constraints = [
            models.UniqueConstraint(fields=["contract", "code"], name="indicator_code_once_in_a_contract"),
            models.UniqueConstraint(fields=["contract", "position"], name="indicator_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def first_year(self) -> int | None:
        """The first year in which a value is due, in the version signed last; None until one is settled."""
        return self.current_terms.first_year if self.current_terms else None

    @property
    def weight(self) -> Decimal | None:
        """The weight in the version signed last, None until someone sets it."""
        return self.current_terms.weight if self.current_terms else None

    def base_of(self, month: Month) -> Decimal | None:
        """The value that a month is measured against: the denominator of its pair. None where none is held."""
        return self.current_base.values[month.number - 1] if self.current_base else None

    def rules_of(self, month: Month | None) -> EntryRules:
        """The rules that the parser of entries applies to that month; None for a month that could not be read."""
        return replace(self.measure.rules, base=self.base_of(month) if month else None)

    @property
    def definition(self) -> Definition:
        """The definition as the domain reads it; needs the measure and the contract."""
        return Definition(
            unit=self.measure.unit,
            decimals=self.measure.decimals,
            direction=Direction(self.measure.direction),
            aggregation=Aggregation(self.measure.aggregation),
            frequency=Frequency(self.measure.frequency),
            contract_first_year=self.contract.first_year,
            contract_last_year=self.contract.last_year,
            credit=self.contract.credit,
            entry_decimals=self.measure.entry_decimals,
            numerator_bounded=self.measure.numerator_bounded,
        )

    @property
    def delay_days(self) -> int:
        """How many days after the end of a month its value may come before it is late."""
        return self.contract.entry_delay_days if self.entry_delay_days is None else self.entry_delay_days

    @property
    def body_pk(self) -> int:
        return self.contract.body_id

    def is_assigned_to(self, user: User) -> bool:
        """Whether the person fills in this indicator, themselves or as a deputy."""
        # In Python over the prefetched rows: a filter would be one query for each indicator of a page.
        return any(assignment.user_id == user.pk for assignment in self.assignments.all())


class Assignment(models.Model):
    """A person who fills in an indicator, as its holder or as a deputy during absences."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name="personne")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="assignments", verbose_name="indicateur"
    )
    is_deputy = models.BooleanField("suppléant", default=False)

    class Meta:
        verbose_name = "attribution"
        ordering = ("indicator", "is_deputy", "user")
        constraints = [models.UniqueConstraint(fields=["user", "indicator"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.user} : {self.indicator.code}"
