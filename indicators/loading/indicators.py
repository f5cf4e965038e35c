"""Load indicators, and the measures that they share with other bodies."""

from collections.abc import Iterable, Mapping
from typing import Any

from commitments.differences import LoadingReport
from commitments.models import Contract
from indicators.loading.fixed import fixed_of_indicators, fixed_of_measures
from indicators.models import Indicator, Measure


def load_indicators(contract: Contract, listed: Iterable[Mapping[str, Any]], report: LoadingReport) -> None:
    fiches = {fiche.position: fiche for fiche in contract.fiches.all()}
    themes = {theme.position: theme for theme in contract.themes.all()}
    fixed, fixed_measures = fixed_of_indicators(contract), fixed_of_measures()
    codes = []
    for rank, data in enumerate(listed, start=1):
        codes.append(data["code"])
        if data["fiche"] not in fiches or data["theme"] not in themes:
            report.problems.append(f"{data['code']} : sa fiche ou son thème n’est pas dans le fichier.")
            continue
        report.put(
            Indicator,
            {"contract": contract, "code": data["code"]},
            {
                "position": rank,
                "fiche": fiches[data["fiche"]],
                "theme": themes[data["theme"]],
                "measure": _measure(data["mesure"], report, fixed_measures),
                "label": data["libelle"],
                "fiche_label": data.get("libelle_fiche", ""),
                "base_year": data.get("annee_de_reference"),
            },
            data["code"],
            fixed.get(data["code"], {}),
        )
    report.refuse_missing(((each.code, each.code) for each in contract.indicators.all()), codes)


def _measure(
    data: Mapping[str, Any], report: LoadingReport, fixed: Mapping[str, Mapping[str, str]]
) -> Measure:
    return report.put(
        Measure,
        {"code": data["code"]},
        {
            "unit": data["unite"],
            "decimals": data["decimales"],
            "entry_decimals": data["decimales_saisie"],
            "numerator_bounded": data.get("numerateur_borne", False),
            "direction": data["sens"],
            "aggregation": data["agregation"],
            "frequency": data["frequence"],
            "numerator_label": data.get("numerateur", ""),
            "denominator_label": data.get("denominateur", ""),
        },
        f"Mesure {data['code']}",
        fixed.get(data["code"], {}),
    )
