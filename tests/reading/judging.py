"""What was read of a document, against the contract that it holds: right, flagged, or silently wrong."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from indicators.reading import Fact, FactKind, facts_of
from indicators.reading.proposals import Proposal
from indicators.reading.source import spaced

LEVELS = ("seuil", "objectif")
CLICK, KEY = 15, 3
# "2024, 2025, 2026", or "R14 à R18".
KEYS_OF_YEARS = 10


def same(one: str, other: str) -> bool:
    """The same words: typography and the joints of lines aside."""
    return words(one) == words(other)


def words(text: str) -> str:
    return spaced(text).replace("’", "'").replace("\u2011", "-").replace("- ", "-")


def silently_wrong(proposal: Proposal, data: dict[str, Any]) -> list[str]:
    """Targets, labels, fiches of indicators, actions with their years, engagements, titles: wrong without a doubt."""
    facts = {(fact.kind, fact.key): fact for fact in facts_of(proposal)}
    return [
        *_targets(facts, data),
        *(f"{key} : {why}" for key, why in _commitments(facts, data)),
    ]


def _targets(facts: dict[tuple[FactKind, str], Fact], data: dict[str, Any]) -> Iterator[str]:
    for held in data["indicateurs"]:
        code = held["code"]
        fact = facts.get((FactKind.TARGETS, f"{code}:cibles"))
        label = facts.get((FactKind.INDICATOR, code))
        if fact is None or label is None:
            yield f"{code} manque"
            continue
        if not label.doubts and not same(label.value["libelle"], held["libelle"]):
            yield f"{code} : {label.value['libelle']}"
        if not label.doubts and label.value["fiche"] != held["fiche"]:
            yield f"{code} : fiche {label.value['fiche']}"
        theme = facts[FactKind.THEME, f"T{label.value['theme']}"]
        if not (theme.doubts or label.doubts) and theme.value["titre"] != data["themes"][held["theme"] - 1]:
            yield f"{code} : thème {theme.value['titre']}"
        for year, target in held["cibles"].items():
            is_flagged = any(doubt.year in {None, int(year)} for doubt in fact.doubts)
            if not is_flagged and not _is_same_target(fact.value["cibles"].get(year), target):
                yield f"{code} {year} : {fact.value['cibles'].get(year)} et non {target}"


def _is_same_target(read: dict[str, str] | None, held: dict[str, str]) -> bool:
    if read is None or read["type"] != held["type"]:
        return False
    return all(Decimal(read.get(level, "-1e9")) == Decimal(held.get(level, "-1e9")) for level in LEVELS)


def years_of(action: dict[str, Any]) -> list[int]:
    held = action.get("livrables") or [action]
    return sorted({year for each in held for year in each["annees"]})


def _commitments(
    facts: dict[tuple[FactKind, str], Fact], data: dict[str, Any]
) -> Iterator[tuple[str, object]]:
    for kind, key, wanted in commitments_of(data):
        fact = facts.get((kind, key))
        if fact is None:
            yield key, "manque"
        elif not fact.doubts:
            yield from ((key, name) for name, held in wanted.items() if not _is_same(_read(fact, name), held))
    seen = {key for kind, key in facts if kind is FactKind.ACTION}
    for extra in seen - {key for kind, key, _ in commitments_of(data) if kind is FactKind.ACTION}:
        yield extra, "n’est pas dans le contrat"


def _read(fact: Fact, name: str) -> Any:
    return years_of(fact.value) if name == "annees" else fact.value[name]


def _is_same(read: Any, held: Any) -> bool:
    return same(read, held) if isinstance(held, str) else read == held


def commitments_of(data: dict[str, Any]) -> Iterator[tuple[FactKind, str, dict[str, Any]]]:
    for part in data["parties"]:
        for fiche in part["fiches"]:
            number = f"F{fiche['numero']}"
            yield FactKind.FICHE, number, {"titre": fiche["titre"]}
            for engagement in fiche["engagements"]:
                yield (
                    FactKind.ENGAGEMENT,
                    f"{number}-{engagement['code']}",
                    {"libelle": engagement["libelle"]},
                )
                for action in engagement["actions"]:
                    wanted = {
                        "libelle": action["libelle"],
                        "evaluation": action["evaluation"],
                        "annees": years_of(action),
                    }
                    yield FactKind.ACTION, f"{number}-{action['code']}", wanted


def correcting_tenths(proposal: Proposal, data: dict[str, Any]) -> int:
    """What flagged commitments take to be put right: a click a year, the keys of the words that were not read."""
    facts = {(fact.kind, fact.key): fact for fact in facts_of(proposal)}
    tenths = 0
    for kind, key, wanted in commitments_of(data):
        fact = facts[kind, key]
        for name, held in wanted.items():
            if isinstance(held, list):
                tenths += CLICK * len(set(held) ^ set(_read(fact, name)))
            elif not same(fact.value[name], held):
                missing = set(words(held).split()) - set(words(fact.value[name]).split())
                tenths += CLICK + KEY * sum(len(word) + 1 for word in missing)
    return tenths + _deliverables_tenths(facts, data) + _themes_tenths(facts, data)


def _deliverables_tenths(facts: dict[tuple[FactKind, str], Fact], data: dict[str, Any]) -> int:
    """A click for each line that is taken away or added, and the keys of the years that are other ones."""
    tenths = 0
    for part in data["parties"]:
        for fiche in part["fiches"]:
            for action in (each for engagement in fiche["engagements"] for each in engagement["actions"]):
                held = [each["annees"] for each in action.get("livrables", [])]
                value = facts[FactKind.ACTION, f"F{fiche['numero']}-{action['code']}"].value
                read = [each["annees"] for each in value.get("livrables", [])]
                tenths += CLICK * abs(len(held) - len(read))
                others = sum(one != other for one, other in zip(held, read, strict=False))
                tenths += (CLICK + KEY * KEYS_OF_YEARS) * others
    return tenths


def _themes_tenths(facts: dict[tuple[FactKind, str], Fact], data: dict[str, Any]) -> int:
    """Rows that are given to another theme are put right on its own line."""
    wrong = {held["theme"] for held in data["indicateurs"] if _theme(facts, held["code"]) != held["theme"]}
    return (CLICK + KEY * KEYS_OF_YEARS) * len(wrong)


def _theme(facts: dict[tuple[FactKind, str], Fact], code: str) -> int:
    return int(facts[FactKind.INDICATOR, code].value["theme"])
