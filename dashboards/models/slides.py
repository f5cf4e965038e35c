"""The templates of a body for its presentations, and which one is used. Append-only: a presentation of last year can be
made again with the template of then.
"""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from accounts.models import Body, User

DIGEST_LENGTH = 64
LONGEST_NAME = 200


class SlideFormat(StrEnum):
    """The value is part of addresses, and the ending of the file."""

    PPTX = "pptx"
    ODP = "odp"

    @property
    def label(self) -> str:
        return {SlideFormat.PPTX: "PowerPoint", SlideFormat.ODP: "OpenDocument"}[self]


FORMATS = [(each.value, each.label) for each in SlideFormat]


class SlideTemplate(models.Model):
    """A file that somebody sent, checked; `number` counts those of the body in that format. `summary` is what is
    used of it: the names of its layouts, the size of its slides, its fonts and colours.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="slide_templates", verbose_name="organisme")
    format = models.CharField("format", max_length=4, choices=FORMATS)
    number = models.PositiveIntegerField("numéro")
    name = models.CharField("nom", max_length=LONGEST_NAME)
    content = models.BinaryField("contenu")
    size = models.PositiveIntegerField("taille")
    sha256 = models.CharField("empreinte", max_length=DIGEST_LENGTH)
    summary = models.JSONField("aperçu")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="envoyé par")
    sent_at = models.DateTimeField("envoyé le")

    class Meta:
        verbose_name = "modèle de présentation"
        verbose_name_plural = "modèles de présentation"
        ordering = ("body", "format", "number")
        constraints = [
            models.UniqueConstraint(fields=["body", "format", "number"], name="slide_template_number_once"),
            models.CheckConstraint(
                condition=Q(format__in=[each.value for each in SlideFormat]), name="slide_template_format"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(size__gte=1), name="slide_template_is_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.format} {self.number}"


class SlideTemplateChoice(models.Model):
    """From then on the body uses this template for that format; None is the default one."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="organisme")
    format = models.CharField("format", max_length=4, choices=FORMATS)
    template = models.ForeignKey(
        SlideTemplate, models.PROTECT, related_name="choices", verbose_name="modèle", null=True
    )
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="choisi par")
    chosen_at = models.DateTimeField("choisi le")

    class Meta:
        verbose_name = "choix d’un modèle de présentation"
        verbose_name_plural = "choix de modèles de présentation"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=[each.value for each in SlideFormat]), name="slide_choice_format"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.format} {self.template_id or 'par défaut'}"
