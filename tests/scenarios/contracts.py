"""A contract of which something may be supposed, the steps of a scenario as their forms send them, all rows."""

from django.apps import apps

from commitments.models import Contract
from dashboards.models.scenario import Scenario, ScenarioStep
from indicators.domain.model import Aggregation
from indicators.jobs import sweep
from tests.factories import amount, enter, every_year, make_contract, make_indicator, pair

VALUES = "annee=2025&R1-numerator=99&R1-denominator=100&R2-value=300"
AVENANT = "numero=1&libelle=avenant 1&effet=2025-07-01&source=Projet&motif=charge&R1-2025-objectif=99"
NEUTRALISATION = "indicateur=R1&du=2025-03&au=2025-04"


def make_supposable() -> Contract:
    contract = make_contract()
    rate = make_indicator(contract, targets=every_year("80", "90"))
    total = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0,
        targets=every_year("1000", "1200"),
    )  # fmt: skip
    for number in range(1, 10):
        enter(rate, f"2025-0{number}", pair(70 + number, 100))
        enter(total, f"2025-0{number}", amount(95))
    sweep()
    return contract


def everything() -> dict[str, list[str]]:
    """Every row of every table, scenarios and their steps apart."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model not in {Scenario, ScenarioStep}
    }
