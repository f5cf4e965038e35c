"""The file of a small contract of any body, and what a later file of the same body corrects in it."""

from collections.abc import Callable
from typing import Any

from tests.indicators.small_contract import small_contract

type Correction = Callable[[dict[str, Any]], None]


def file_of(body: str, *corrections: Correction) -> dict[str, Any]:
    data = small_contract()
    data["organisme"] |= {"code": body, "nom": f"Caisse {body}", "nom_court": body.title()}
    for correct in corrections:
        correct(data)
    return data


def measure(rank: int, **changed: object) -> Correction:
    return lambda data: data["indicateurs"][rank]["mesure"].update(changed)


def of_indicator(rank: int, **changed: object) -> Correction:
    return lambda data: data["indicateurs"][rank].update(changed)


def turned(data: dict[str, Any]) -> None:
    """Lower is better, with targets that follow."""
    data["indicateurs"][0]["mesure"]["sens"] = "baisse"
    for targets in data["indicateurs"][0]["cibles"].values():
        targets["seuil"], targets["objectif"] = targets["objectif"], targets["seuil"]


def prolonged(data: dict[str, Any]) -> None:
    data["contrat"]["dernier_exercice"] = 2030
    for indicator in data["indicateurs"]:
        indicator["cibles"]["2030"] = {"type": "sans_cible"}


def rewritten(data: dict[str, Any]) -> None:
    data["indicateurs"][1]["cibles"]["2028"] = {"type": "defini", "objectif": "7"}
    data["themes"] = ["Autre thème", "Encore un"]
    data["parties"][0]["fiches"][0]["titre"] = "Autre fiche"


def as_values(data: dict[str, Any]) -> None:
    data["indicateurs"][0]["mesure"].update(agregation="dernier", numerateur="", denominateur="")


CORRECTIONS = {
    "unit": measure(0, unite="jours"),
    "decimals": measure(0, decimales=0),
    "bounded": measure(0, numerateur_borne=True),
    "frequency": measure(0, frequence="trimestrielle"),
    "half-years": measure(1, frequence="semestrielle"),
    "a state": measure(1, agregation="etat"),
    "over the contract": measure(1, agregation="cumul_contrat"),
    "another shape": as_values,
    "direction": turned,
    "labels": of_indicator(0, libelle="Autre libellé", libelle_fiche="Autrement", annee_de_reference=2022),
    "short label": of_indicator(0, libelle_court="Nom court"),
    "passport": of_indicator(0, passeport={"methode": "Comptage"}),
    "names of the parts": measure(0, numerateur="à temps", denominateur="tous"),
    "another measure": measure(0, code="autre-mesure"),
    "weight and first year": of_indicator(0, poids="3", premier_exercice=2029),
    "credit": lambda data: data["contrat"].update(score_au_seuil="35"),
    "years": prolonged,
    "targets and texts": rewritten,
}
