"""The contract of one body, its parts, fiches and themes."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.clock import localdate
from accounts.models import Body, User


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: User | AnonymousUser) -> "ContractQuerySet":
        return self.filter(body__in=Body.objects.visible_to(user))

    def with_siblings(self) -> "ContractQuerySet":
        """Read of each whether its body has another contract (`Contract.has_sibling`), in the same query."""
        others = Contract.objects.filter(body=OuterRef("body")).exclude(pk=OuterRef("pk"))
        return self.annotate(among_several=Exists(others))


class Contract(models.Model):
    """A contrat pluriannuel de gestion: one body, some whole years.

    `credit` is the score given at the seuil (0 in the retraite branch). `entry_delay_days` is how long after
    the end of a month its values may be entered before they are late. `sequence` is the number of the last
    `Change`; it is taken under a lock on this row.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="contracts", verbose_name="organisme")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("libellé", max_length=80)
    title = models.CharField("titre", max_length=250)
    first_year = models.PositiveSmallIntegerField("premier exercice")
    last_year = models.PositiveSmallIntegerField("dernier exercice")
    credit = models.DecimalField(
        "score au seuil",
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    entry_delay_days = models.PositiveSmallIntegerField("délai de saisie (jours)", default=10)
    allows_own_validation = models.BooleanField(
        "validation de sa propre saisie",
        default=False,
        db_default=False,
        help_text="Permettre à qui a saisi un mois de le valider.",
    )
    texts = models.JSONField("textes", default=dict, blank=True)
    is_demo = models.BooleanField("données fictives", default=False)
    sequence = models.PositiveBigIntegerField("dernier numéro d’ordre", default=0, editable=False)

    objects: ClassVar[models.Manager["Contract"]] = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = "contrat"
        ordering = ("body__code", "code")
        constraints = [
            models.UniqueConstraint(fields=["body", "code"], name="contract_code_once_in_a_body"),
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")), name="contract_years_in_order"
            ),
            models.CheckConstraint(
                condition=Q(credit__gte=0, credit__lte=100), name="contract_credit_is_a_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} — {self.body}"

    @property
    def is_to_come(self) -> bool:
        """Whether its first month has not begun: nothing of it is due, missing or late, and nothing is done."""
        return localdate() < date(self.first_year, 1, 1)

    @property
    def is_running(self) -> bool:
        return localdate().year in self.years

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def has_sibling(self) -> bool | None:
        """Whether its body has another contract; None where `with_siblings` did not read it."""
        return vars(self).get("among_several")

    @property
    def body_pk(self) -> int:
        return self.body_id

    def is_assigned_to(self, user: User) -> bool:
        """Never: indicators and actions are assigned, not a whole contract."""
        return False


class ContractElement(models.Model):
    """A numbered element of a contract."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="%(class)ss", verbose_name="contrat")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=300)

    class Meta:
        abstract = True
        ordering = ("contract", "position")
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="%(class)s_position_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Theme(ContractElement):
    """A theme of Annexe 3, under which scores are rolled up."""

    class Meta(ContractElement.Meta):
        verbose_name = "thème"


class Part(ContractElement):
    """A part of the contract."""

    class Meta(ContractElement.Meta):
        verbose_name = "partie"


class Fiche(ContractElement):
    """A fiche: a subject of the contract with its engagements, actions and indicators. `position` is its
    number.

    `enjeux` and `commitments_text` are summaries of the contract's prose; the title is word for word.
    """

    part = models.ForeignKey(Part, models.PROTECT, related_name="fiches", verbose_name="partie")
    enjeux = models.TextField("enjeux", blank=True)
    commitments_text = models.TextField("engagements de la branche", blank=True)

    class Meta(ContractElement.Meta):
        verbose_name = "fiche"
