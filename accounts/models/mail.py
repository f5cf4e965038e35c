"""Outbox: mails are written in the transaction of what they announce, and sent by a job that retries."""

from django.db import models

from accounts.models.people import Body, User


class MailAttachment(models.Model):
    """A PDF that mails of one round carry; deleted when none of them waits any more."""

    name = models.CharField("nom", max_length=120)
    content = models.BinaryField("contenu")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"

    def __str__(self) -> str:
        return self.name


class OutboxMail(models.Model):
    """One mail to one person. `key` names its subject and is unique: the same mail is never sent twice.

    `next_try_at` is None once the mail is sent or given up; `error` is why the last try failed. `about` is the body
    whose figures are in it: who no longer reads that body when it is sent does not get it. `address` is an earlier one
    of the person, told that it no longer is.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="mails", verbose_name="destinataire")
    kind = models.CharField("sorte", max_length=40)
    key = models.CharField("objet unique", max_length=200, unique=True)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    created_at = models.DateTimeField("écrit le")
    # Indexed below: the sender looks for the oldest due mail every half minute.
    next_try_at = models.DateTimeField("prochain essai", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    about = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisme dont il parle"
    )
    attachment = models.ForeignKey(
        MailAttachment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name="pièce jointe",
    )
    address = models.CharField("à une autre adresse", max_length=254, blank=True, default="", db_default="")
    error = models.CharField("dernière erreur", max_length=300, blank=True)

    class Meta:
        verbose_name = "courriel"
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["next_try_at"], name="mail_by_next_try")]

    def __str__(self) -> str:
        return self.subject
