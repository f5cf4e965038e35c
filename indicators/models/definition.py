"""How an indicator is counted and named, in immutable revisions of its contract's own."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from commitments.models import Change
from indicators.domain.entry import EntryRules
from indicators.domain.model import Aggregation, Definition, Direction, Frequency
from indicators.models.choices import choices

# What the figures of an indicator are computed with; the other columns are texts and the base year that names them.
COMPUTING = (
    "unit",
    "decimals",
    "entry_decimals",
    "numerator_bounded",
    "direction",
    "aggregation",
    "frequency",
)
NAMING = (
    "label",
    "fiche_label",
    "short_label",
    "numerator_label",
    "denominator_label",
    "base_year",
    "passport",
)
DEFINED = (*COMPUTING, *NAMING)


def definition_from(computing: Sequence[Any], first_year: int, last_year: int, credit: Decimal) -> Definition:
    """The definition as the domain reads it: the values of `COMPUTING`, and years and credit of the contract."""
    unit, decimals, entry_decimals, numerator_bounded, direction, aggregation, frequency = computing
    return Definition(
        unit=unit,
        decimals=decimals,
        direction=Direction(direction),
        aggregation=Aggregation(aggregation),
        frequency=Frequency(frequency),
        contract_first_year=first_year,
        contract_last_year=last_year,
        credit=credit,
        entry_decimals=entry_decimals,
        numerator_bounded=numerator_bounded,
    )


def column_name(column: str) -> str:
    """The French name of a column of definitions."""
    return str(getattr(DefinitionRevision._meta.get_field(column), "verbose_name", column))


class DefinitionRevision(models.Model):
    """The definition of one indicator from an act on, whole: never changed, a correction is a later revision.

    `decimals` are those of the published value, `entry_decimals` those allowed in an entry.
    `numerator_bounded` says that a numerator can never exceed its denominator. The labels of the two parts name
    those of a pair. `label` is Annexe 3's, `fiche_label` the fiche's own where it differs,
    `short_label` the name of tables and charts. `base_year` is the year
    that an evolution is measured against, None as long as nobody has named it. `passport` holds texts by their
    names: what the contract does not say is left out.
    Triggers of the database refuse a revision that would turn targets to the wrong side or change the shape of
    entered months.
    """

    indicator = models.ForeignKey(
        "indicators.Indicator", models.PROTECT, related_name="definitions", verbose_name="indicateur"
    )
    version = models.PositiveIntegerField("version")
    change = models.ForeignKey(Change, models.PROTECT, related_name="definitions", verbose_name="acte")
    reason = models.TextField("cause", blank=True)
    unit = models.CharField("unité", max_length=30)
    decimals = models.PositiveSmallIntegerField("décimales publiées")
    entry_decimals = models.PositiveSmallIntegerField("décimales saisies")
    numerator_bounded = models.BooleanField("numérateur borné", default=False)
    direction = models.CharField("sens", max_length=10, choices=choices(Direction))
    aggregation = models.CharField("agrégation", max_length=20, choices=choices(Aggregation))
    frequency = models.CharField("fréquence", max_length=20, choices=choices(Frequency))
    numerator_label = models.CharField("numérateur", max_length=200, blank=True)
    denominator_label = models.CharField("dénominateur", max_length=200, blank=True)
    label = models.TextField("libellé de l’annexe 3")
    fiche_label = models.TextField("libellé de la fiche", blank=True)
    short_label = models.CharField("libellé court", max_length=45, blank=True, default="", db_default="")
    base_year = models.PositiveSmallIntegerField("année de référence", null=True, blank=True)
    passport = models.JSONField("passeport", default=dict, blank=True)

    class Meta:
        verbose_name = "définition"
        ordering = ("indicator", "version")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="definition_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="definition_has_a_version"),
            models.CheckConstraint(
                condition=Q(direction__in=list(Direction)), name="definition_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(aggregation__in=list(Aggregation)), name="definition_aggregation_known"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=list(Frequency)), name="definition_frequency_known"
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4, entry_decimals__lte=4),
                name="definition_decimals_fit_the_storage",
            ),
            # Labels exactly where there is a pair: XOR of "takes a pair" and "has no labels".
            models.CheckConstraint(
                condition=Q(aggregation__in=[Aggregation.RATIO, Aggregation.EVOLUTION])
                ^ Q(numerator_label="", denominator_label=""),
                name="definition_pair_is_named",
            ),
        ]
        # A past state is the last revision up to a change.
        indexes = [models.Index(fields=["indicator", "change"], name="definition_by_change")]

    def __str__(self) -> str:
        return f"{self.label} v{self.version}"

    @property
    def takes_pair(self) -> bool:
        return Aggregation(self.aggregation).takes_pair

    @property
    def rules(self) -> EntryRules:
        """The rules that the parser of entries applies."""
        return EntryRules(self.unit, self.entry_decimals, self.takes_pair, self.numerator_bounded)
