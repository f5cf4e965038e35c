"""Somebody whom the provider of identities knows and who has no account here yet."""

from django.db import models
from django.db.models import Q

from accounts.models.people import ROLE_CHOICES, Body, User
from accounts.rights import Role


class Arrival(models.Model):
    """A first sign-in that waits for an administrator. There is no account before it is accepted, and so nothing that
    somebody else could take over; the row goes with the acceptance. `body` and `role` are what the claims propose.
    """

    issuer = models.CharField("fournisseur", max_length=200)
    subject = models.CharField("identité", max_length=191)
    first_name = models.CharField("prénom", max_length=150, blank=True)
    last_name = models.CharField("nom", max_length=150, blank=True)
    email = models.CharField("adresse de courriel", max_length=254, blank=True)
    body = models.ForeignKey(
        Body, models.CASCADE, null=True, blank=True, related_name="arrivals", verbose_name="organisme proposé"
    )
    role = models.CharField("rôle proposé", max_length=20, choices=ROLE_CHOICES, blank=True)
    arrived_at = models.DateTimeField("arrivée le")
    refused_at = models.DateTimeField("refusée le", null=True, blank=True)
    refused_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="refusée par"
    )

    class Meta:
        verbose_name = "demande d’accès"
        verbose_name_plural = "demandes d’accès"
        ordering = ("-arrived_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_arrival_an_identity"),
            models.CheckConstraint(
                condition=Q(role="") | Q(role__in=[role.value for role in Role]), name="arrival_role_known"
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refused_by__isnull=True)
                | Q(refused_at__isnull=False, refused_by__isnull=False),
                name="arrival_refused_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or "Personne sans nom"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_refused(self) -> bool:
        return self.refused_at is not None
