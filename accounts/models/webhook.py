"""Addresses of other programs that are told what happened, and what was sent to each."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models.people import Body


class Webhook(models.Model):
    """One address, of one body. Its secret is not stored: it follows from `public_id`, `generation` and the key of the
    settings. `off_reason` says why nothing is sent any more.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="webhooks", verbose_name="organisme")
    url = models.CharField("adresse", max_length=500)
    kinds = models.JSONField("événements", default=list)
    public_id = models.UUIDField("identifiant", default=uuid4, unique=True, editable=False)
    generation = models.PositiveIntegerField("numéro du secret", default=1, editable=False)
    rotated_at = models.DateTimeField("secret refait le", null=True, editable=False)
    is_active = models.BooleanField("en service", default=True)
    off_reason = models.CharField("raison de l’arrêt", max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "appel sortant"
        verbose_name_plural = "appels sortants (webhooks)"
        ordering = ("body", "url")
        constraints = [models.UniqueConstraint(fields=["body", "url"], name="webhook_once_for_a_body")]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One event for one address. `key` names the event: it is written once. `next_try_at` is None once it is sent or
    given up; `content` is the exact text that is signed.
    """

    webhook = models.ForeignKey(
        Webhook, models.PROTECT, related_name="deliveries", verbose_name="appel sortant"
    )
    kind = models.CharField("événement", max_length=40)
    key = models.CharField("objet unique", max_length=200)
    message_id = models.CharField("identifiant du message", max_length=60, unique=True)
    content = models.TextField("contenu")
    created_at = models.DateTimeField("écrit le")
    next_try_at = models.DateTimeField("prochain essai", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    sent_at = models.DateTimeField("reçu le", null=True, blank=True)
    status_code = models.PositiveSmallIntegerField("réponse", null=True, blank=True)
    error = models.CharField("dernière erreur", max_length=300, blank=True)

    class Meta:
        verbose_name = "envoi d’un appel sortant"
        verbose_name_plural = "envois des appels sortants"
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="webhook_event_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(next_try_at__isnull=True),
                name="webhook_sent_waits_no_more",
            ),
        ]
        indexes = [models.Index(fields=["next_try_at"], name="webhook_by_next_try")]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
