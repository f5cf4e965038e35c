"""The proposal as facts that a person reviews one by one, each in the shape that the file of a contract gives it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from indicators.reading.comparing import differ
from indicators.reading.measures import doubts_of_measure, measure_of
from indicators.reading.proposals import (
    Action,
    Doubt,
    DoubtKind,
    Indicator,
    Interpretation,
    Proposal,
    Subject,
    Target,
    TargetKind,
    Text,
    Title,
)
from indicators.reading.source import Place

type Value = dict[str, Any]
LONGEST_TITLE = 300
ONLY = "Contrat"
# Doubts on an indicator by the fact that they concern; the others are of its targets.
OF_MEASURE = {DoubtKind.UNIT}
OF_LABEL = {DoubtKind.WORDS, DoubtKind.MISSING, DoubtKind.ONE_TABLE}
# In tenths of a second: a key, a click, to read what is right, to settle what is flagged.
KEY, CLICK, READ, SETTLE = 3, 15, 30, 150


class FactKind(StrEnum):
    PART = "partie"
    FICHE = "fiche"
    THEME = "theme"
    ENGAGEMENT = "engagement"
    ACTION = "action"
    INDICATOR = "indicateur"
    MEASURE = "mesure"
    TARGETS = "cibles"
    INTERPRETATION = "interpretation"
    TEXT = "texte"


OF_FICHE = {FactKind.FICHE, FactKind.ENGAGEMENT, FactKind.ACTION, FactKind.TEXT}
# A row of the table of indicators is read whole: what it is, its levels, how it is counted.
OF_ROW = {FactKind.INDICATOR, FactKind.TARGETS, FactKind.MEASURE}
TABLE = "tableau"


@dataclass(frozen=True, slots=True)
class Fact:
    """`read` is how many things there are to read in it (a pair a year), `flagged` how many of them are in doubt."""

    key: str
    kind: FactKind
    title: str
    value: Value
    place: Place
    doubts: tuple[Doubt, ...] = ()
    read: int = 1
    # What the other table says instead, and the entry of the register that is settled with this fact.
    other: Value | None = None
    register: str = ""

    @property
    def flagged(self) -> int:
        years = {doubt.year for doubt in self.doubts}
        return self.read if None in years else min(self.read, len(years))

    @property
    def group(self) -> str:
        """What is accepted at once, where nothing of it is flagged: a fiche, the table of indicators, else a kind."""
        if self.kind in OF_FICHE:
            return self.key.partition("-")[0]
        return TABLE if self.kind in OF_ROW else self.kind.value


def facts_of(proposal: Proposal) -> list[Fact]:
    """In the order of the document's own outline. What is open in the whole document comes with its first fact."""
    return [
        *(_part(part) for part in proposal.parts),
        *_fiches(proposal),
        *_engagements(proposal),
        *(_action(action) for action in proposal.actions),
        *_themes(proposal),
        *(fact for each in proposal.indicators for fact in _indicator(each, proposal)),
        *(_text(text, rank) for rank, text in enumerate(proposal.texts, start=1)),
        *(_interpretation(rank, each) for rank, each in enumerate(proposal.interpretations, start=1)),
    ]


def _part(part: Title) -> Fact:
    value = {"numero": part.number, "titre": part.text}
    return Fact(
        f"P{part.number}", FactKind.PART, f"Partie {part.number}", value, part.place, tuple(part.doubts)
    )


def _fiches(proposal: Proposal) -> Iterator[Fact]:
    for fiche in proposal.fiches:
        value = {"numero": fiche.number, "titre": fiche.text, "partie": fiche.parent}
        doubts = tuple(fiche.doubts)
        yield Fact(f"F{fiche.number}", FactKind.FICHE, f"Fiche {fiche.number}", value, fiche.place, doubts)
    if not proposal.fiches:
        doubt = Doubt(DoubtKind.MISSING, "Le document ne nomme aucune fiche\u00a0: une seule est proposée.")
        value = {"numero": 1, "titre": ONLY, "partie": 0}
        yield Fact("F1", FactKind.FICHE, "Fiche 1", value, _first_place(proposal), (doubt,))


def _first_place(proposal: Proposal) -> Place:
    return proposal.indicators[0].row.place if proposal.indicators else proposal.actions[0].place


def _engagements(proposal: Proposal) -> Iterator[Fact]:
    for each in proposal.engagements:
        key = f"F{each.fiche}-{each.code}"
        value = {"fiche": each.fiche, "code": each.code, "libelle": each.text}
        yield Fact(key, FactKind.ENGAGEMENT, key, value, each.place, tuple(each.doubts))


def _text(text: Text, rank: int) -> Fact:
    value = {"fiche": text.fiche, "rubrique": text.rubric, "titre": text.title, "texte": text.text}
    key = f"F{text.fiche}-texte-{rank}"
    title = f"Fiche {text.fiche}, {text.title.lower()}" if text.fiche else text.title
    return Fact(key, FactKind.TEXT, title[:LONGEST_TITLE], value, text.place)


def _action(action: Action) -> Fact:
    value = {
        "fiche": action.fiche,
        "engagement": action.engagement,
        "code": action.code,
        "libelle": action.wording,
        "evaluation": action.evaluation,
        **_planned(action),
    }
    return Fact(action.key, FactKind.ACTION, action.key, value, action.place, tuple(action.doubts))


def _planned(action: Action) -> Value:
    """Its years, or its deliverables with theirs."""
    if not action.deliverables:
        return {"annees": list(action.years)}
    return {"livrables": [{"libelle": each.text, "annees": list(each.years)} for each in action.deliverables]}


def _themes(proposal: Proposal) -> Iterator[Fact]:
    open_doubts = tuple(doubt for doubt in proposal.doubts if doubt.kind is DoubtKind.THEMES)
    for theme in proposal.themes:
        value = {"rang": theme.number, "titre": theme.text}
        doubts = (*theme.doubts, *open_doubts)
        yield Fact(f"T{theme.number}", FactKind.THEME, f"Thème {theme.number}", value, theme.place, doubts)
    if not proposal.themes and proposal.indicators:
        doubt = Doubt(DoubtKind.MISSING, "Le document ne nomme aucun thème\u00a0: un seul est proposé.")
        value = {"rang": 1, "titre": "Indicateurs"}
        yield Fact("T1", FactKind.THEME, "Thème 1", value, _first_place(proposal), (doubt,))


def _indicator(indicator: Indicator, proposal: Proposal) -> Iterator[Fact]:
    row, code = indicator.row, indicator.code
    by_fact: dict[FactKind, list[Doubt]] = {
        FactKind.INDICATOR: [],
        FactKind.MEASURE: [],
        FactKind.TARGETS: [],
    }
    for doubt in indicator.doubts:
        by_fact[_fact_of(doubt)].append(doubt)
    if not indicator.fiche and len(proposal.fiches) > 1:
        by_fact[FactKind.INDICATOR].append(Doubt(DoubtKind.MISSING, "Rien ne dit de quelle fiche il est."))
    label: Value = {
        "code": code,
        "fiche": indicator.fiche or (proposal.fiches[0].number if proposal.fiches else 1),
        "theme": row.theme or 1,
        "libelle": row.label,
        "libelle_fiche": indicator.fiche_label,
        **({"poids": row.points} if row.points else {}),
    }
    measure = measure_of(indicator)
    by_fact[FactKind.MEASURE] += doubts_of_measure(indicator)
    kinds = {target.kind for target in row.targets.values()}
    read = 1 if kinds == {TargetKind.LATER} else len(row.targets)
    targets = {str(year): _target(target) for year, target in sorted(row.targets.items())}
    held = {"code": code, "cibles": targets}
    registers = registers_of(code, proposal)
    for kind, title, value, count, other, subject in (
        (FactKind.INDICATOR, code, label, 1, other_label(indicator, label), Subject.LABEL),
        (FactKind.TARGETS, f"Cibles de {code}", held, read, other_targets(indicator, held), Subject.TARGETS),
        (FactKind.MEASURE, f"Mesure de {code}", {"indicateur": code, **measure}, 1, None, None),
    ):
        key = code if kind is FactKind.INDICATOR else f"{code}:{kind.value}"
        doubts, register = tuple(by_fact[kind]), registers.get(subject, "")
        yield Fact(key, kind, title, value, row.place, doubts, count, other if register else None, register)


def registers_of(code: str, proposal: Proposal) -> dict[Subject | None, str]:
    return {
        each.subject: f"I{rank}"
        for rank, each in enumerate(proposal.interpretations, start=1)
        if each.objects == (code,)
    }


def other_label(indicator: Indicator, value: Value) -> Value | None:
    return {**value, "libelle": indicator.fiche_label, "libelle_fiche": ""} if indicator.fiche_label else None


def other_targets(indicator: Indicator, value: Value) -> Value | None:
    """The levels of the fiche where they differ; None where it counts in another unit, or cannot be read."""
    row, there = indicator.row, indicator.fiche_row
    if there is None or (there.unit and row.unit and there.unit != row.unit):
        return None
    targets = dict(value["cibles"])
    for year, target in row.targets.items():
        theirs = there.targets.get(year)
        if theirs is None or not differ(theirs, target):
            continue
        if theirs.kind is TargetKind.UNREAD:
            return None
        kept = {"seuil": target.seuil} if theirs.objectif and target.seuil and not theirs.seuil else {}
        targets[str(year)] = {**_target(theirs), **kept}
    return {**value, "cibles": targets}


def _fact_of(doubt: Doubt) -> FactKind:
    if doubt.kind in OF_MEASURE or (doubt.kind is DoubtKind.DIRECTION and doubt.year is None):
        return FactKind.MEASURE
    if doubt.year is None and (doubt.kind in OF_LABEL or doubt.kind is DoubtKind.DIFFERS):
        return FactKind.INDICATOR
    return FactKind.TARGETS


def _target(target: Target) -> dict[str, str]:
    match target.kind:
        case TargetKind.DEFINED:
            levels = {"seuil": target.seuil, "objectif": target.objectif}
            return {"type": "defini", **{name: level for name, level in levels.items() if level}}
        case TargetKind.NONE:
            return {"type": "sans_cible"}
        case _:
            return {"type": "a_definir"}


def _interpretation(rank: int, each: Interpretation) -> Fact:
    value = {
        "objets": list(each.objects),
        "titre": each.title[:LONGEST_TITLE],
        "lecture_a": each.reading_a,
        "lecture_b": each.reading_b,
        "retenu": each.retained,
        "motif": each.reason,
    }
    # It says again what its subject is flagged for, and is decided with it.
    return Fact(f"I{rank}", FactKind.INTERPRETATION, each.title, value, each.place, read=0)


class ToReview(Protocol):
    @property
    def read(self) -> int: ...

    @property
    def flagged(self) -> int: ...

    @property
    def group(self) -> str: ...


def review_tenths(facts: Sequence[ToReview]) -> int:
    """How long it takes to review them all, in tenths of a second: what is flagged one by one, the rest by groups."""
    flagged = sum(fact.flagged for fact in facts)
    read = sum(fact.read for fact in facts) - flagged
    keys = sum(bool(fact.flagged) for fact in facts)
    groups = len({fact.group for fact in facts if fact.read and not fact.flagged})
    return READ * read + SETTLE * flagged + KEY * keys + CLICK * groups
