"""The indicators of a contract, and the measures on which bodies are compared."""

from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from accounts.clock import localdate
from accounts.models import User
from commitments.models import Contract, Fiche, Theme
from cpg.shared.days import Days
from cpg.shared.periods import Month
from indicators.domain.entry import EntryRules
from indicators.domain.model import Definition
from indicators.models.definition import COMPUTING, DefinitionRevision, definition_from

_computing = attrgetter(*COMPUTING)


class Measure(models.Model):
    """What is counted, under one code for all bodies, so that they can be compared. It holds nothing that computes: how
    it is counted is defined by each contract (`DefinitionRevision`).
    """

    code = models.SlugField("code", max_length=80, unique=True)

    class Meta:
        verbose_name = "mesure"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: User | AnonymousUser) -> "IndicatorQuerySet":
        return self.filter(contract__in=Contract.objects.all().visible_to(user))

    def with_definition(self) -> "IndicatorQuerySet":
        """Join what `Indicator.definition` and the breadcrumbs read: without it, each row costs four more queries."""
        return self.beside_their_contract().select_related("contract__body")

    def beside_their_contract(self) -> "IndicatorQuerySet":
        """The same for the indicators of one contract that was read with its body."""
        # The passport is read where it is shown: its texts are longer than all the rest.
        return self.select_related(
            "current_definition", "fiche", "theme", "current_terms", "current_base"
        ).defer("current_definition__passport")


class Indicator(models.Model):
    """An indicator of one contract: its place, and what it is compared under. How it is counted and named is in
    revisions; `current_definition` is the latest, None only inside the act that adds the indicator.

    `entry_delay_days` is the indicator's own, where it is not the contract's.
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
    current_definition = models.OneToOneField(
        DefinitionRevision,
        models.PROTECT,
        related_name="current_of",
        verbose_name="définition",
        null=True,
        editable=False,
    )
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
        return f"{self.label} ({self.code})"

    @property
    def defined(self) -> DefinitionRevision:
        """How the indicator is counted and named."""
        if self.current_definition is None:
            raise DefinitionRevision.DoesNotExist(self.code)
        return self.current_definition

    @property
    def label(self) -> str:
        return self.defined.label

    @property
    def short_label(self) -> str:
        """The name for tables and charts: the contract's file may give one; else the label of Annexe 3."""
        return self.defined.short_label or self.defined.label

    @property
    def short_name(self) -> str:
        """The short label, then the code: an indicator inside a sentence."""
        return f"{self.short_label} ({self.code})"

    @property
    def name_anywhere(self) -> str:
        """The same where indicators of several contracts stand in one list: each contract counts from R1."""
        return f"{self.contract.body}, {self.contract.label}\u00a0: {self.short_name}"

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
        return replace(self.defined.rules, base=self.base_of(month) if month else None)

    @property
    def definition(self) -> Definition:
        """The definition as the domain reads it; needs the current revision and the contract."""
        contract = self.contract
        return definition_from(
            _computing(self.defined), contract.first_year, contract.last_year, contract.credit
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


class AssignmentsInForce(models.Manager["Assignment"]):
    """Those of the day that pages are of: what is to come or over gives no right and is owed nothing."""

    def get_queryset(self) -> models.QuerySet["Assignment"]:
        today = localdate()
        begun = Q(starts_on=None) | Q(starts_on__lte=today)
        return super().get_queryset().filter(begun, Q(ends_on=None) | Q(ends_on__gte=today))


class Assignment(models.Model):
    """A person who fills in an indicator, as its holder or as a deputy during absences, from a day to another one, both
    included. `objects` and `Indicator.assignments` are those in force; who plans or keeps them reads `every_date`.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name="personne")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="assignments", verbose_name="indicateur"
    )
    is_deputy = models.BooleanField("suppléant", default=False)
    starts_on = models.DateField("à partir du", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True, help_text="Jour compris.")

    objects: ClassVar[models.Manager["Assignment"]] = AssignmentsInForce()
    every_date: ClassVar[models.Manager["Assignment"]] = models.Manager()

    class Meta:
        verbose_name = "attribution"
        ordering = ("indicator", "is_deputy", "user")
        constraints = [
            models.UniqueConstraint(fields=["user", "indicator"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="assignment_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.indicator.code}"

    @property
    def days(self) -> Days:
        return Days(self.starts_on, self.ends_on)
