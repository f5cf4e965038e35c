"""Checks of a contract's file that JSON Schema cannot express: duplicate codes, order of years, equal measures."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from indicators.domain.model import Aggregation

type Data = Mapping[str, Any]
FICHE = re.compile(r"F[0-9]+")


def incoherences_of(data: Data) -> Iterator[str]:
    """A sentence for each contradiction. The file has passed the schema, so every field exists."""
    contract = data["contrat"]
    first, last = contract["premier_exercice"], contract["dernier_exercice"]
    if first > last:
        yield f"Contrat : le premier exercice ({first}) vient après le dernier ({last})."
    yield from _date_of_targets(data["version_des_cibles"]["date_d_effet"])
    yield from _duplicate_codes(data)
    yield from _measures(data["indicateurs"])
    for indicator in data["indicateurs"]:
        if FICHE.fullmatch(indicator["code"]):
            # The register of interpretations names fiches by such codes.
            yield f"{indicator['code']} : un indicateur n’a pas le code d’une fiche (F1, F2...)."


def _date_of_targets(text: str) -> Iterator[str]:
    try:
        date.fromisoformat(text)
    except ValueError:
        yield f"Version des cibles : « {text} » n’est pas une date."


def _duplicate_codes(data: Data) -> Iterator[str]:
    fiches = [fiche for part in data["parties"] for fiche in part["fiches"]]
    yield from _duplicates("", (f"F{fiche['numero']}" for fiche in fiches))
    yield from _duplicates("", (indicator["code"] for indicator in data["indicateurs"]))
    for fiche in fiches:
        where = f"F{fiche['numero']}-"
        yield from _duplicates(where, (engagement["code"] for engagement in fiche["engagements"]))
        actions = (action["code"] for engagement in fiche["engagements"] for action in engagement["actions"])
        yield from _duplicates(where, actions)


def _duplicates(where: str, codes: Iterable[str]) -> Iterator[str]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield f"{where}{code} figure {times} fois dans le fichier."


def _measures(indicators: Iterable[Data]) -> Iterator[str]:
    seen: dict[str, Data] = {}
    for indicator in indicators:
        measure = indicator["mesure"]
        if seen.setdefault(measure["code"], measure) != measure:
            yield f"{indicator['code']} : la mesure {measure['code']} est définie de deux façons."
        is_named = bool(measure.get("numerateur")), bool(measure.get("denominateur"))
        takes_pair = Aggregation(measure["agregation"]).takes_pair
        if is_named != (takes_pair, takes_pair):
            need = "demande un numérateur et un dénominateur" if takes_pair else "n’en admet pas"
            yield f"{indicator['code']} : l’agrégation {measure['agregation']} {need}, nommés dans la mesure."
