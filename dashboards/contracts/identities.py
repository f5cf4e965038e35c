"""Which measure an indicator of a document is: the one that other contracts count under the same words, or a new one.

Measures compare bodies. The same words are the same measure; close words are a question; others make a new code.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from indicators.models import Indicator
from indicators.reading import Fact, FactKind
from indicators.reading.proposals import Doubt, DoubtKind
from indicators.reading.words import plain_words, stems

# The names that a contract's file has for what a definition holds.
DEFINED = {
    "decimales": "decimals",
    "decimales_saisie": "entry_decimals",
    "numerateur_borne": "numerator_bounded",
    "sens": "direction",
    "agregation": "aggregation",
    "frequence": "frequency",
    "numerateur": "numerator_label",
    "denominateur": "denominator_label",
}
CLOSE = Fraction(3, 5)
ASKED = "D’autres contrats comptent presque sous les mêmes mots la mesure {code}\u00a0: est-ce la même\u00a0?"
OTHER_UNIT = "La mesure {code} se compte ailleurs en {unit}\u00a0: vérifiez l’unité."

type Known = dict[str, tuple[frozenset[str], dict[str, Any]]]


def with_known_measures(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, their measures named as they are in the contracts that are loaded already."""
    labels = {fact.value["code"]: fact.value["libelle"] for fact in facts if fact.kind is FactKind.INDICATOR}
    known = _known()
    return [
        _named(fact, labels.get(fact.value["indicateur"], ""), known)
        if fact.kind is FactKind.MEASURE and known
        else fact
        for fact in facts
    ]


def _known() -> Known:
    """By the words of its label: its stems, and how it is counted."""
    columns = ("measure__code", "current_definition__label", "current_definition__unit")
    rows = (
        Indicator.objects.exclude(current_definition=None)
        .values(*columns, *(f"current_definition__{column}" for column in DEFINED.values()))
        .distinct()
        .order_by("measure__code")
    )
    found: Known = {}
    for row in rows:
        value = {name: row[f"current_definition__{column}"] for name, column in DEFINED.items()}
        value |= {"code": row["measure__code"], "unite": row["current_definition__unit"]}
        label = row["current_definition__label"]
        found[" ".join(plain_words(label))] = (stems(label), value)
    return found


def _named(fact: Fact, label: str, known: Known) -> Fact:
    if same := known.get(" ".join(plain_words(label))):
        return _same(fact, same[1])
    own = stems(label)
    close = [value["code"] for held, value in known.values() if _are_close(own, held)]
    if not close:
        return fact
    doubt = Doubt(DoubtKind.UNIT, ASKED.format(code=" ou ".join(dict.fromkeys(close))))
    return replace(fact, doubts=(*fact.doubts, doubt))


def _same(fact: Fact, value: dict[str, Any]) -> Fact:
    """What the document leaves open is known; what it says otherwise is asked."""
    read = fact.value
    is_open = any(doubt.kind is DoubtKind.UNIT for doubt in fact.doubts)
    if read["unite"] == value["unite"] or is_open:
        return replace(fact, value={**read, **value}, doubts=())
    doubt = Doubt(DoubtKind.UNIT, OTHER_UNIT.format(code=value["code"], unit=value["unite"]))
    return replace(fact, value={**read, **value, "unite": read["unite"]}, doubts=(doubt,))


def _are_close(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) >= CLOSE * len(one | other)
