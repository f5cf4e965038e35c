"""API tokens: a program acts for a person, within limits and until a date."""

from django.db import models
from django.db.models import F, Q

from accounts.models.people import Body, User
from accounts.rights import Limits, Scope

SCOPE_CHOICES = [(scope.value, scope.label) for scope in Scope]


class Token(models.Model):
    """Access of a program to the API. Only the SHA-256 of the secret is stored, so nobody can read it back.

    `hint` is the beginning of the secret, shown so that a person recognises a token. A token never gives more than
    its owner's rights at the moment of use, and those only in its `bodies`.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens", verbose_name="personne")
    label = models.CharField("usage", max_length=80)
    digest = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    hint = models.CharField("début du jeton", max_length=12, editable=False)
    scope = models.CharField("portée", max_length=12, choices=SCOPE_CHOICES)
    bodies = models.ManyToManyField(Body, related_name="tokens", verbose_name="organismes")
    created_at = models.DateTimeField("créé le")
    expires_at = models.DateTimeField("expire le")
    last_used_at = models.DateTimeField("dernier emploi", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "jeton"
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=list(Scope)), name="token_scope_known"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="token_expires_after_its_making"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.hint}…)"

    @property
    def limits(self) -> Limits:
        """The limits that the token puts on its owner's rights. Callers prefetch `bodies`."""
        return Limits(frozenset(body.pk for body in self.bodies.all()), Scope(self.scope).verbs)
