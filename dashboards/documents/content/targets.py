"""The avenants that were known on the day: from when, why, and which targets they changed."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from cpg.shared import french
from dashboards.documents.blocks import Block, Cell, Column, Heading, Note, Table
from dashboards.documents.content import words
from dashboards.documents.facts import Facts
from dashboards.documents.markup import Paragraph
from indicators.models import TargetKind, TargetRevision

COLUMNS = (
    Column("Indicateur", 9),
    Column("Exercice", 3),
    Column("Avant", 7),
    Column("Après", 7),
)
KINDS = {TargetKind.SANS_CIBLE: "Pas de cible", TargetKind.A_DEFINIR: "À définir"}
type Standing = dict[tuple[int, int], TargetRevision]


def targets(facts: Facts) -> Iterator[Block]:
    yield Heading(1, "Les changements de cibles", follows=True)
    standing: Standing = {}
    amended = False
    for version, group in groupby(facts.targets, key=lambda each: each.version):
        revisions = list(group)
        if version.number:
            amended = True
            yield Heading(2, french.sentence(version.label))
            yield Paragraph(_told(revisions[0]))
            yield from _changes(version.label, revisions, standing)
        standing.update({(each.indicator_id, each.year): each for each in revisions})
    if not amended:
        yield Note("Aucun avenant n’a changé les cibles signées avec le contrat.")


def _told(revision: TargetRevision) -> str:
    version = revision.version
    told = f"À effet du {french.day(version.effective_from)}. Source{french.NO_BREAK}: {version.source}."
    reason = version.change.reason.strip()
    return french.bound(f"{told} Motif{french.NO_BREAK}: {words.ended(reason)}" if reason else told)


def _changes(label: str, revisions: Sequence[TargetRevision], standing: Standing) -> Iterator[Block]:
    last = {(each.indicator_id, each.year): each for each in revisions}
    lines = tuple(
        (
            Cell(f"{each.indicator.code}. {french.bound(each.indicator.label)}"),
            Cell(str(each.year)),
            Cell(_pair(standing.get(key))),
            Cell(_pair(each)),
        )
        for key, each in last.items()
        if _pair(standing.get(key)) != _pair(each)
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
    unit = revision.indicator.measure.unit
    objectif = f"objectif {_figure(revision.objectif, unit)}"
    if revision.seuil is None:
        return french.sentence(objectif)
    return f"Seuil {_figure(revision.seuil, unit)}, {objectif}"


def _figure(value: Decimal, unit: str) -> str:
    return french.with_short_unit(french.trimmed(value), unit)
