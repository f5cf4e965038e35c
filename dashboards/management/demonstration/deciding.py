"""Decisions of two committees: some done, some to do, some late."""

from dataclasses import dataclass
from datetime import date, timedelta

from commitments.models import Action, Contract, Origin
from dashboards.models.resolution import Resolution, ResolutionState
from dashboards.resolutions.acts import Decided, Move, finish, take
from indicators.demo.loading import Cast
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Planned:
    """`days` is the time given; `fiche` the fiche whose first indicator, or first action, it is about."""

    text: str
    days: int
    fiche: int
    is_of_action: bool = False
    result: str = ""


EARLIER = (
    Planned(
        "Reprendre en deux mois le stock des demandes les plus anciennes.",
        60,
        5,
        result="Stock ramené sous une semaine d’activité.",
    ),
    Planned("Signer la convention avec les partenaires du non-recours.", 75, 3, is_of_action=True),
)
LATEST = (
    Planned("Affecter deux agents en renfort à l’accueil téléphonique jusqu’à fin décembre.", 45, 1),
    Planned("Choisir le prestataire des ateliers collectifs.", 20, 4, is_of_action=True),
    Planned("Présenter le plan de sobriété de l’hiver, bâtiment par bâtiment.", 80, 8),
)


def decide(contract: Contract, cast: Cast, day: date, planned: tuple[Planned, ...]) -> None:
    for each in planned:
        indicator = _indicator(contract, each)
        if indicator is not None:
            decided = Decided(
                text=each.text,
                taken_on=day,
                owner=cast.holder_of(indicator),
                due=day + timedelta(days=each.days),
                indicator=None if each.is_of_action else indicator,
                action=_action(indicator) if each.is_of_action else None,
            )
            take(contract=contract, decided=decided, actor=cast.controller, origin=Origin.DEMO)


def report(contract: Contract, cast: Cast) -> None:
    """Those of the earlier committee that have a result are done."""
    results = {each.text: each.result for each in EARLIER if each.result}
    listed = Resolution.objects.filter(contract=contract, text__in=results).with_history()
    for resolution in listed.in_state(ResolutionState.OPEN):
        finish(
            resolution=resolution,
            move=Move(expected_version=None, reason=results[resolution.text]),
            actor=cast.controller,
            origin=Origin.DEMO,
        )


def _indicator(contract: Contract, planned: Planned) -> Indicator | None:
    """The first of the fiche, or of the contract where it has no such fiche."""
    indicators = contract.indicators.select_related("fiche").order_by("position")
    return indicators.filter(fiche__position=planned.fiche).first() or indicators.first()


def _action(indicator: Indicator) -> Action | None:
    actions = Action.objects.filter(engagement__fiche=indicator.fiche_id)
    return actions.order_by("engagement__position", "position").first()
