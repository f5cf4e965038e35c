"""Load the indicators of a contract, each with its own definition."""

from collections.abc import Iterable, Mapping
from typing import Any

from commitments.differences import LoadingReport
from commitments.models import Change, Contract
from indicators.loading.definitions import Definitions
from indicators.loading.fixed import fixed_of_indicators
from indicators.models import Indicator, Measure


def load_indicators(
    contract: Contract, listed: Iterable[Mapping[str, Any]], change: Change, report: LoadingReport
) -> set[int]:
    """The primary keys of the indicators that are counted otherwise than before, new ones among them."""
    fiches = {fiche.position: fiche for fiche in contract.fiches.all()}
    themes = {theme.position: theme for theme in contract.themes.all()}
    before = {each.code: each for each in contract.indicators.all()}
    fixed = fixed_of_indicators(contract)
    definitions = Definitions(contract, change, report)
    codes, touched = [], set()
    for rank, data in enumerate(listed, start=1):
        codes.append(data["code"])
        if data["fiche"] not in fiches or data["theme"] not in themes:
            report.problems.append(f"{data['code']} : sa fiche ou son thème n’est pas dans le fichier.")
            continue
        measure, _ = Measure.objects.get_or_create(code=data["mesure"]["code"])
        indicator = report.put(
            Indicator,
            {"contract": contract, "code": data["code"]},
            {
                "position": rank,
                "fiche": fiches[data["fiche"]],
                "theme": themes[data["theme"]],
                "measure": measure,
            },
            data["code"],
            fixed if data["code"] in before else {},
        )
        if definitions.load(indicator, data):
            touched.add(indicator.pk)
    report.refuse_missing(((code, code) for code in before), codes)
    return touched
