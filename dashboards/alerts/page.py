"""The page of one's alerts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from accounts.turns import Turn
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.models import Alert

SHAPES = {
    Turn.BELOW: ("t-sous", "f-sous"),
    Turn.BACK: ("t-atteint", "f-atteint"),
    Turn.PROJECTED: ("t-entre", "f-entre"),
}


@dataclass(frozen=True, slots=True)
class AlertLine:
    code: str
    label: str
    url: str
    tone: str
    shape: str
    word: str
    is_unread: bool


@dataclass(frozen=True, slots=True)
class MonthOfAlerts:
    name: str
    lines: tuple[AlertLine, ...]


@dataclass(frozen=True, slots=True)
class AlertsPage:
    months: tuple[MonthOfAlerts, ...]
    unread: int

    @property
    def finding(self) -> str:
        if not self.months:
            return "Aucun indicateur n’a tourné depuis que l’application vous alerte"
        if not self.unread:
            return "Vous avez lu toutes vos alertes"
        said = french.plural(self.unread, "alerte n’est pas lue", "alertes ne sont pas lues")
        return french.sentence(f"{french.count_word(self.unread, feminine=True)} {said}")


def alerts_page(contract: Contract, alerts: Iterable[Alert]) -> AlertsPage:
    found = list(alerts)
    months = tuple(
        MonthOfAlerts(
            french.sentence(french.month_name(day.year, day.month)),
            tuple(_line(contract, alert) for alert in listed),
        )
        for day, listed in groupby(found, key=lambda alert: alert.month)
    )
    return AlertsPage(months, sum(alert.read_at is None for alert in found))


def _line(contract: Contract, alert: Alert) -> AlertLine:
    turn = Turn(alert.turn)
    tone, shape = SHAPES[turn]
    indicator = alert.indicator
    address = reverse("indicator", args=[contract.body.code, contract.code, indicator.code])
    return AlertLine(
        code=indicator.code,
        label=indicator.label,
        url=f"{address}?mois={Month.of(alert.month)}",
        tone=tone,
        shape=shape,
        word=turn.label,
        is_unread=alert.read_at is None,
    )
