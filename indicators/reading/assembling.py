"""The values of reviewed facts as the file of a contract, the very one that `load_contract` takes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from indicators.reading.facts import ONLY, FactKind, Value
from indicators.reading.texts import Rubric

FIRST_DAY = "{year}-01-01"
LABEL_OF_VERSION, SOURCE_OF_VERSION = "initiale", "Document du contrat"


def as_contract_file(
    facts: Iterable[tuple[FactKind, Value]], body: Mapping[str, Any], contract: Mapping[str, Any]
) -> Value:
    """`body` and `contract` are what a document does not say in a form that a rule reads: codes and names.

    Facts that a person refused are left out by the caller.
    """
    by_kind: dict[FactKind, list[Value]] = {kind: [] for kind in FactKind}
    for kind, value in facts:
        by_kind[kind].append(value)
    texts = [
        {"titre": text["titre"], "texte": text["texte"]}
        for text in by_kind[FactKind.TEXT]
        if text["rubrique"] == Rubric.CONTRACT
    ]
    years = sorted({int(year) for value in by_kind[FactKind.TARGETS] for year in value["cibles"]})
    themes = sorted(by_kind[FactKind.THEME], key=lambda theme: int(theme["rang"]))
    return {
        "organisme": dict(body),
        "contrat": {
            **contract,
            "premier_exercice": years[0],
            "dernier_exercice": years[-1],
            **({"textes": texts} if texts else {}),
        },
        "themes": [theme["titre"] for theme in themes],
        "parties": _parts(by_kind),
        "version_des_cibles": {
            "libelle": LABEL_OF_VERSION,
            "source": SOURCE_OF_VERSION,
            "date_d_effet": FIRST_DAY.format(year=years[0]),
        },
        "indicateurs": _indicators(by_kind, [theme["rang"] for theme in themes]),
        "interpretations": by_kind[FactKind.INTERPRETATION],
    }


def _parts(by_kind: Mapping[FactKind, Sequence[Value]]) -> list[Value]:
    fiches = by_kind[FactKind.FICHE]
    parts = by_kind[FactKind.PART]
    numbers = {part["numero"] for part in parts}
    listed = [
        {
            "titre": part["titre"],
            "fiches": [_fiche(fiche, by_kind) for fiche in fiches if fiche["partie"] == part["numero"]],
        }
        for part in parts
    ]
    lone = [_fiche(fiche, by_kind) for fiche in fiches if fiche["partie"] not in numbers]
    return [*listed, {"titre": ONLY, "fiches": lone}] if lone else listed


def _fiche(fiche: Value, by_kind: Mapping[FactKind, Sequence[Value]]) -> Value:
    number = fiche["numero"]
    return {
        "numero": number,
        "titre": fiche["titre"],
        **{
            text["rubrique"]: text["texte"]
            for text in by_kind[FactKind.TEXT]
            if text["fiche"] == number and text["rubrique"] != Rubric.CONTRACT
        },
        "engagements": [
            {
                "code": engagement["code"],
                "libelle": engagement["libelle"],
                "actions": [
                    {name: held for name, held in action.items() if name not in {"fiche", "engagement"}}
                    for action in by_kind[FactKind.ACTION]
                    if (action["fiche"], action["engagement"]) == (number, engagement["code"])
                ],
            }
            for engagement in by_kind[FactKind.ENGAGEMENT]
            if engagement["fiche"] == number
        ],
    }


def _indicators(by_kind: Mapping[FactKind, Sequence[Value]], ranks: Sequence[int]) -> list[Value]:
    measures = {each["indicateur"]: each for each in by_kind[FactKind.MEASURE]}
    targets = {each["code"]: each["cibles"] for each in by_kind[FactKind.TARGETS]}
    return [
        {
            **indicator,
            # A theme that was refused leaves its rank.
            "theme": ranks.index(indicator["theme"]) + 1 if indicator["theme"] in ranks else 1,
            "mesure": _without_indicator(measures.get(indicator["code"], {})),
            "premier_exercice": _first_year(targets.get(indicator["code"], {})),
            "cibles": targets.get(indicator["code"], {}),
        }
        for indicator in by_kind[FactKind.INDICATOR]
    ]


def _without_indicator(measure: Value) -> Value:
    return {name: held for name, held in measure.items() if name != "indicateur"}


def _first_year(targets: Mapping[str, Mapping[str, str]]) -> int | None:
    years = [int(year) for year, target in targets.items() if target["type"] == "defini"]
    return min(years, default=None)
