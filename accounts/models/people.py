"""Bodies, people, and the roles that people hold in bodies."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Value

from accounts.rights import ALLOWED, ROLE_LABELS, Limits, Role, Verb, may

ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, user: "User | AnonymousUser") -> "BodyQuerySet":
        """The bodies that the person belongs to, within a token's limits; none when not logged in."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        bodies = self.filter(memberships__user=user).distinct()
        return bodies if user.limits is None else bodies.filter(pk__in=user.limits.bodies)

    def administered_by(self, user: "User | AnonymousUser") -> "BodyQuerySet":
        """The bodies that the person administers; all for the installation's superuser."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        # Few bodies, and roles are read once a request: `may` stays the one place that knows the rights.
        return self.filter(pk__in=[body.pk for body in self.all() if may(user, Verb.ADMINISTER, body)])


class Branch(models.TextChoices):
    """The branch of the social security that a body works for, where it is said."""

    RETRAITE = "retraite", "Retraite"
    MALADIE = "maladie", "Maladie"
    FAMILLE = "famille", "Famille"
    RECOUVREMENT = "recouvrement", "Recouvrement"
    AUTONOMIE = "autonomie", "Autonomie"
    RISQUES = "at-mp", "Accidents du travail et maladies professionnelles"
    COMMUNE = "commune", "Plusieurs branches"


# What the forms of the application and the files of contracts take; the administration site takes capitals and
# underscores too.
PLAIN_CODE = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class Body(models.Model):
    """A social security body (a Carsat, a CGSS...) that signs contracts."""

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=200)
    short_name = models.CharField("nom court", max_length=80)
    departements = models.JSONField("départements", default=list, blank=True)
    branch = models.CharField(
        "branche", max_length=20, choices=Branch.choices, blank=True, default="", db_default=""
    )

    objects: ClassVar[models.Manager["Body"]] = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "organisme"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.short_name

    @property
    def body_pk(self) -> int:
        return self.pk

    def is_assigned_to(self, user: "User") -> bool:
        """Never: indicators and actions are assigned, not a whole body."""
        return False


class User(AbstractUser):
    """A person who logs in. People are deactivated, never deleted: history names them.

    `limits` come from the token used in this request, None in a browser session; `only_looks` of who asks for a page of
    a past moment. Neither is a column.
    """

    wants_weekly_digest = models.BooleanField(
        "un courriel par semaine",
        default=False,
        db_default=False,
        help_text="Au lieu d’un courriel à chaque rappel.",
    )
    absent_until = models.DateField(
        "absence jusqu’au",
        null=True,
        blank=True,
        help_text="Jour compris. Jusque-là, vos suppléants reçoivent vos rappels.",
    )
    wants_monthly_digest = models.BooleanField(
        "un courriel de synthèse par mois",
        null=True,
        blank=True,
        help_text="Sans choix, la direction le reçoit.",
    )
    unwanted_alerts = models.JSONField(
        "alertes non voulues", default=list, db_default=Value([], models.JSONField()), blank=True
    )
    limits: Limits | None = None
    only_looks: bool = False

    class Meta:
        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def _roles_by_body(self) -> dict[int, frozenset[Role]]:
        roles: dict[int, set[Role]] = {}
        if self.is_active:
            for body_id, role in self.memberships.values_list("body_id", "role"):
                if self.limits is None or body_id in self.limits.bodies:
                    roles.setdefault(body_id, set()).add(Role(role))
        return {body_id: frozenset(held) for body_id, held in roles.items()}

    @property
    def steers(self) -> bool:
        """Whether the person has the role `direction` somewhere: they get the monthly mail unless they refuse it."""
        return any(Role.DIRECTION in roles for roles in self._roles_by_body.values())

    @classmethod
    def read_roles(cls, people: "Iterable[User]") -> None:
        """The roles of all of them in one query, instead of one each when they are first asked for."""
        listed = {each.pk: each for each in people}
        held: dict[int, dict[int, set[Role]]] = {pk: {} for pk in listed}
        rows = Membership.objects.filter(user__in=listed, user__is_active=True)
        for pk, body, role in rows.values_list("user", "body", "role"):
            held[pk].setdefault(body, set()).add(Role(role))
        for pk, each in listed.items():
            vars(each)["_roles_by_body"] = {body: frozenset(roles) for body, roles in held[pk].items()}

    def roles_in(self, body_pk: int) -> frozenset[Role]:
        """The roles held in that body; none once the person is deactivated. Read once for each request."""
        return self._roles_by_body.get(body_pk, frozenset())

    def limit(self, limits: Limits) -> None:
        """Restrict this object to the limits of a token, for the rest of the request."""
        # Roles may have been read before the token was known.
        self.limits = limits
        self.forget_roles()

    def forget_roles(self) -> None:
        """Read them again when they are next asked for."""
        self.__dict__.pop("_roles_by_body", None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        # Django clears only the columns it reads again, not a cached property.
        self.forget_roles()
        super().refresh_from_db(*args, **kwargs)

    def is_away_on(self, day: date) -> bool:
        return self.absent_until is not None and day <= self.absent_until

    def belongs_to_several(self) -> bool:
        """Whether the person has a role in several bodies; it costs no query once rights were asked."""
        return len(self._roles_by_body) > 1

    def compares_bodies(self) -> bool:
        """Whether the person may compare bodies, which takes the right in at least two."""
        return (
            sum(any(Verb.COMPARE in ALLOWED[role] for role in held) for held in self._roles_by_body.values())
            > 1
        )

    def administers_something(self) -> bool:
        return any(Role.ADMINISTRATEUR in roles for roles in self._roles_by_body.values())

    def answers_for(self, person: "User") -> bool:
        """Whether the person belongs to bodies that this one administers, and to no other. An account without any role
        is nobody’s: only whoever runs the application answers for it.
        """
        if self.is_superuser:
            return True
        bodies = set(person.memberships.values_list("body", flat=True))
        own = set(Body.objects.all().administered_by(self).values_list("pk", flat=True))
        return not person.is_superuser and bool(bodies) and bodies <= own


class Membership(models.Model):
    """A role that a person holds in a body."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="personne")
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships", verbose_name="organisme")
    role = models.CharField("rôle", max_length=20, choices=ROLE_CHOICES)

    class Meta:
        verbose_name = "appartenance"
        constraints = [
            models.UniqueConstraint(fields=["user", "body", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {Role(self.role).label}, {self.body}"
