"""Two small contracts for the tests of the exports: figures whose second quarter of 2024 was computed by hand, and
planned years of actions.
"""

from commitments.models import Action, Deliverable, Engagement, PlannedYear
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Direction
from tests.factories import amount, enter, every_year, make_body, make_contract, make_indicator, pair

NOW = "2024-07-20T10:00:00+02:00"


def make_exported_contract(code="caisse"):
    """R1: a ratio between seuil and objectif. R2: a sum with a hole and an absence. R3: an evolution of zero.

    R4: a ratio without any case. R5: nothing entered, no target.
    """
    contract = make_contract(make_body(code))
    ratio = make_indicator(contract, bounded=True, targets=every_year("80", "90"))
    for number in range(1, 7):
        comment = {4: "forte affluence", 6: "retour ; à la « normale »"}.get(number, "")
        enter(ratio, f"2024-{number:02d}", pair(85, 100), comment=comment)
    total = make_indicator(
        contract,
        aggregation=Aggregation.SOMME,
        unit="rendez-vous",
        decimals=0,
        targets=every_year("1200", "2400"),
    )
    for month, value in {"01": 100, "03": 150, "05": 200, "06": 50}.items():
        enter(total, f"2024-{month}", amount(value))
    enter(total, "2024-04", Absence(AbsenceKind.NON_DISPONIBLE, "panne"), comment="=relance()")
    evolution = make_indicator(
        contract,
        aggregation=Aggregation.EVOLUTION,
        direction=Direction.BAISSE,
        entry_decimals=2,
        targets=every_year("-4", "-5"),
    )
    enter(evolution, "2024-06", pair("100.50", "100.50"))
    without_case = make_indicator(contract, targets=every_year("80", "90"))
    enter(without_case, "2024-06", pair(0, 0))
    make_indicator(contract, aggregation=Aggregation.DERNIER, first_year=None)
    return contract


def make_planned_contract(code="caisse"):
    """E1A1 in two years; E2A1 with two deliverables, of one and of two years."""
    contract = make_contract(make_body(code))
    fiche = contract.fiches.get()
    second = Engagement.objects.create(fiche=fiche, code="E2", position=2, title="Simplifier")
    first = Engagement.objects.create(fiche=fiche, code="E1", position=1, title="Accueillir ; orienter")
    alone = Action.objects.create(
        engagement=first, code="E1A1", position=1, wording="Ouvrir un guichet", evaluation="Guichet ouvert"
    )
    for year in (2025, 2024):
        PlannedYear.objects.create(action=alone, year=year)
    several = Action.objects.create(
        engagement=second, code="E2A1", position=1, wording="=Simplifier", evaluation="Deux livrables"
    )
    for number, title, years in ((2, "Formulaire", (2024, 2023)), (1, "Guide", (2027,))):
        deliverable = Deliverable.objects.create(action=several, number=number, title=title)
        for year in years:
            PlannedYear.objects.create(action=several, deliverable=deliverable, year=year)
    return contract
