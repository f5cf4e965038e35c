"""The avenants that were known on the day: from when, why, and which targets they changed."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from cpg.shared import french
from dashboards.documents.blocks import Block, DocumentCell, DocumentColumn, Heading, Note, Table
from dashboards.documents.content import words
from dashboards.documents.facts import ReviewFacts
from dashboards.documents.markup import Paragraph
from indicators.models import TargetKind, TargetRevision

COLUMNS = (
    DocumentColumn("Indicateur", 9),
    DocumentColumn("Exercice", 3),
    DocumentColumn("Avant", 7),
    DocumentColumn("Après", 7),
)
KINDS = {TargetKind.SANS_CIBLE: "Pas de cible", TargetKind.A_DEFINIR: "À définir"}
type Current = dict[tuple[int, int], TargetRevision]


def targets(facts: ReviewFacts) -> Iterator[Block]:
    yield Heading(1, "Les changements de cibles", follows=True)
    current: Current = {}
    amended = False
    for version, group in groupby(facts.targets, key=lambda each: each.version):
        revisions = list(group)
        if version.number:
            amended = True
            yield Heading(2, french.sentence(version.label))
            yield Paragraph(_source_sentence(revisions[0]))
            yield from _changes(version.label, revisions, current)
        current.update({(each.indicator_id, each.year): each for each in revisions})
    if not amended:
        yield Note("Aucun avenant n’a changé les cibles signées avec le contrat.")


def _source_sentence(revision: TargetRevision) -> str:
    version = revision.version
    source = f"À effet du {french.day(version.effective_from)}. Source{french.NO_BREAK}: {version.source}."
    reason = version.change.reason.strip()
    return french.bound(f"{source} Motif{french.NO_BREAK}: {words.ended(reason)}" if reason else source)


def _changes(label: str, revisions: Sequence[TargetRevision], current: Current) -> Iterator[Block]:
    last = {(each.indicator_id, each.year): each for each in revisions}
    lines = tuple(
        (
            DocumentCell(french.bound(each.indicator.label), detail=each.indicator.code),
            DocumentCell(str(each.year)),
            DocumentCell(_pair(current.get(key))),
            DocumentCell(_pair(each)),
        )
        for key, each in last.items()
        if _pair(current.get(key)) != _pair(each)
    )
    if lines:
        yield Table(f"Cibles changées par {label}", COLUMNS, lines)
    else:
        yield Note("Il confirme les cibles qui étaient en vigueur.")


def _pair(revision: TargetRevision | None) -> str:
    """The seuil and the objectif, as signed, each with its name: beside a change, an arrow would read as one."""
    if revision is None:
        return KINDS[TargetKind.SANS_CIBLE]
    if revision.objectif is None:
        return KINDS[TargetKind(revision.kind)]
    unit = revision.indicator.defined.unit
    objectif = f"objectif {_figure(revision.objectif, unit)}"
    if revision.seuil is None:
        return french.sentence(objectif)
    return f"Seuil {_figure(revision.seuil, unit)}, {objectif}"


def _figure(value: Decimal, unit: str) -> str:
    return french.amount(value, unit)
