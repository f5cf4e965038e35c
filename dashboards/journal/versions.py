"""What an indicator is counted and judged by, version after version: definition, targets, first year and weight."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from commitments.models import Change
from cpg.shared import french
from dashboards.journal import words
from dashboards.journal.lines import JournalLine, TargetChange
from dashboards.shared.decision_words import first_year_words, weight_words
from dashboards.shared.figures import target_text
from indicators.domain.model import Definition
from indicators.models import (
    DefinitionRevision,
    SignedDocument,
    TargetKind,
    TargetRevision,
    TargetVersion,
    VersionTerms,
)
from indicators.models.definition import DEFINED, column_name
from indicators.passports import RUBRICS

# What the line of a first definition says of it.
FIRST_DEFINED = ("unit", "direction", "aggregation", "frequency")


def version_line(each: TargetVersion) -> JournalLine:
    return JournalLine(
        french.sentence(words.version(each)),
        each.change,
        value=each.source,
        reason=each.change.reason,
        place=each,
    )


def document_line(each: SignedDocument) -> JournalLine:
    """The name alone: whoever opens the file goes by the page of the targets, which checks who may."""
    return _document(each, each.change, "joint")


def replaced_document_line(each: SignedDocument, by: Change) -> JournalLine:
    return _document(each, by, "remplacé", by.reason)


def _document(each: SignedDocument, by: Change, done: str, reason: str = "") -> JournalLine:
    title = f"Document signé de «\u00a0{each.version.label}\u00a0» {done}, «\u00a0{each.name}\u00a0»"
    return JournalLine(title, by, reason=reason, place=each.version)


def first_definition_line(each: DefinitionRevision) -> JournalLine:
    value = ", ".join(f"{column_name(name)} {getattr(each, name)}" for name in FIRST_DEFINED)
    return JournalLine("Première définition", each.change, value=value, about=each.indicator)


def definition_lines(after: DefinitionRevision, before: DefinitionRevision) -> Iterator[JournalLine]:
    """What a later definition changed, column by column, and each rubric of the passport."""
    for title, old, new in (*_columns(before, after), *_rubrics(before, after)):
        if old != new:
            yield JournalLine(
                title, after.change, before=old, after=new, reason=after.reason, about=after.indicator
            )


def _columns(before: DefinitionRevision, after: DefinitionRevision) -> Iterator[tuple[str, str, str]]:
    for name in DEFINED:
        if name != "passport":
            yield (
                f"Définition, {column_name(name)}",
                _word(getattr(before, name)),
                _word(getattr(after, name)),
            )


def _rubrics(before: DefinitionRevision, after: DefinitionRevision) -> Iterator[tuple[str, str, str]]:
    for rubric in RUBRICS:
        title = f"Passeport, {rubric.title.lower()}"
        yield title, before.passport.get(rubric.key, ""), after.passport.get(rubric.key, "")


def _word(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case _:
            return str(value)


def target_lines(revisions: Iterable[TargetRevision]) -> Iterator[tuple[TargetRevision, JournalLine]]:
    """The years that each act changed of each indicator, beside what was in force: in the same version, or in the one
    before it; with the first revision of the act. The revisions are all those of the indicators, in the order of
    versions and acts.
    """
    by_act: dict[tuple[int, int, int], list[tuple[TargetRevision, TargetRevision | None]]] = defaultdict(list)
    in_force: dict[tuple[int, int], TargetRevision] = {}
    for each in revisions:
        before = in_force.get((each.indicator_id, each.year))
        in_force[each.indicator_id, each.year] = each
        if before is None or not _is_same_target(before, each):
            by_act[each.indicator_id, each.change_id, each.version_id].append((each, before))
    for changed in by_act.values():
        revision, _ = changed[0]
        yield revision, _target_line(revision, changed)


def _target_line(
    revision: TargetRevision, changed: Iterable[tuple[TargetRevision, TargetRevision | None]]
) -> JournalLine:
    indicator, version = revision.indicator, revision.version
    return JournalLine(
        f"Cibles, version «\u00a0{version.label}\u00a0» ({version.source})",
        revision.change,
        reason=revision.change.reason,
        targets=tuple(_target_change(indicator.definition, *pair) for pair in changed),
        about=indicator,
        place=version,
    )


def terms_lines(each: VersionTerms, before: VersionTerms | None) -> Iterator[JournalLine]:
    """First year and weight where a version changed them, or a correction of it."""
    changed = (
        (
            "Premier exercice",
            first_year_words(before.first_year) if before else "",
            first_year_words(each.first_year),
        ),
        ("Poids", weight_words(before.weight) if before else "", weight_words(each.weight)),
    )
    for name, was, now in changed:
        if was != now:
            yield JournalLine(
                f"{name}, version «\u00a0{each.version.label}\u00a0»",
                each.change,
                was,
                now,
                reason=each.change.reason,
                about=each.indicator,
                place=each.version,
            )


def _is_same_target(before: TargetRevision, after: TargetRevision) -> bool:
    """Years without an objectif differ when one is still to be settled and the other has none on purpose."""
    first, second = (
        (each.seuil, each.objectif, each.kind == TargetKind.A_DEFINIR) for each in (before, after)
    )
    return first == second


def _target_change(
    definition: Definition, after: TargetRevision, before: TargetRevision | None
) -> TargetChange:
    return TargetChange(
        after.year,
        "" if before is None else _target(definition, before, nothing="sans cible"),
        _target(
            definition,
            after,
            nothing="à définir" if after.kind == TargetKind.A_DEFINIR else "sans cible",
        ),
    )


def _target(definition: Definition, revision: TargetRevision, *, nothing: str) -> str:
    if revision.objectif is None:
        return nothing
    objectif = f"objectif {target_text(definition, revision.objectif)}"
    if revision.seuil is None:
        return objectif
    return f"seuil {target_text(definition, revision.seuil)}, {objectif}"
