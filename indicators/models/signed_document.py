"""The signed document of an avenant, stored as proofs are: a file outside the web root, or a link."""

from django.db import models
from django.db.models import Q

from commitments.models import AttachedProof, Change
from indicators.models.target import TargetVersion


class SignedDocument(AttachedProof):
    """A document of a version. One stands; `withdrawn` is the act that attached the one in its place."""

    version = models.ForeignKey(
        TargetVersion, models.PROTECT, related_name="documents", verbose_name="version"
    )
    change = models.ForeignKey(Change, models.PROTECT, related_name="signed_documents", verbose_name="acte")
    withdrawn = models.ForeignKey(
        Change,
        models.PROTECT,
        related_name="replaced_documents",
        verbose_name="remplacement",
        null=True,
        blank=True,
    )

    class Meta(AttachedProof.Meta):
        verbose_name = "document signé"
        verbose_name_plural = "documents signés"
        ordering = ("version", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(withdrawn__isnull=True), name="one_signed_document_stands"
            ),
            *AttachedProof.Meta.constraints,
        ]
