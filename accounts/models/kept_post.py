"""A form that the server received and could not take: its texts wait for the person who typed them."""

from django.db import models

from accounts.models.people import User


class KeptPost(models.Model):
    """The texts of one form of one page. `key` names the form; `fields` are pairs of name and text in their order.

    Rows are deleted when the form is accepted, thrown away, or older than `accounts.drafts.keeping.DAYS`.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="kept_posts", verbose_name="personne")
    key = models.CharField("formulaire", max_length=32)
    page = models.CharField("adresse", max_length=2000)
    label = models.CharField("nom", max_length=300)
    fields = models.JSONField("textes")
    had_files = models.BooleanField("avec des fichiers", default=False)
    kept_at = models.DateTimeField("gardé le")

    class Meta:
        verbose_name = "texte gardé"
        ordering = ("-kept_at", "-pk")
        indexes = [models.Index(fields=["kept_at"], name="kept_post_by_age")]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_kept_post_a_form")]

    def __str__(self) -> str:
        return self.label

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(name, text) for name, text in self.fields]
