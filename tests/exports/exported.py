"""A small contract whose second quarter of 2024 was computed by hand, for the tests of the exports."""

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
