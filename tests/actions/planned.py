"""A small contract with planned years, for the tests of the export of commitments."""

from commitments.models import Action, Deliverable, Engagement, PlannedYear
from tests.factories import make_body, make_contract


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
