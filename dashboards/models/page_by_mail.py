"""Who wants the first page of a contract's dashboard by mail, and when."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from commitments.models import Contract


class PageByMail(models.Model):
    """The choice of one person for one contract; no row for who wants nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="pages_by_mail", verbose_name="personne")
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="+", verbose_name="contrat")
    each_month = models.BooleanField("chaque mois", default=False)
    with_alerts = models.BooleanField("avec chaque alerte", default=False)

    class Meta:
        verbose_name = "tableau de bord par courriel"
        verbose_name_plural = "tableaux de bord par courriel"
        constraints = [
            models.UniqueConstraint(fields=["user", "contract"], name="page_by_mail_once"),
            models.CheckConstraint(
                condition=Q(each_month=True) | Q(with_alerts=True), name="page_by_mail_asks_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.contract}"
