"""What was decided about an indicator beside its figures: months neutralised, closed, reopened; targets; proofs."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from commitments.models import Change
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.journal.lines import JournalLine, TargetChange, month_of, months_of
from dashboards.shared.decision_words import base_words, first_year_words, profile_words, weight_words
from dashboards.shared.figures import target_text
from indicators.domain.model import Definition
from indicators.models import (
    BaseRevision,
    DefinitionRevision,
    Evidence,
    Indicator,
    LockRevision,
    NeutralisationRevision,
    ProfileRevision,
    TargetKind,
    TargetRevision,
    VersionTerms,
)
from indicators.models.definition import DEFINED
from indicators.passports import RUBRICS


def neutralisation_lines(indicator: Indicator) -> Iterator[JournalLine]:
    for each in NeutralisationRevision.objects.filter(indicator=indicator).select_related("change__actor"):
        month = Month.of(each.month)
        of = french.of_month(month.year, month.number)
        title = f"{month_of(month)} neutralisé" if each.is_neutralised else f"neutralisation {of} levée"
        yield JournalLine(french.sentence(title), each.change, reason=each.reason)


def locking_lines(indicator: Indicator) -> Iterator[JournalLine]:
    """Closings and reopenings of the months in which the indicator may have values; one line an act."""
    first = Month(indicator.first_year or indicator.contract.first_year, 1)
    revisions = LockRevision.objects.filter(contract=indicator.contract, month__gte=first.first_day)
    by_act: dict[tuple[Change, bool], list[LockRevision]] = defaultdict(list)
    for each in revisions.select_related("change__actor").order_by("month"):
        by_act[each.change, each.is_locked].append(each)
    for (change, _), together in by_act.items():
        names = french.sentence(months_of([Month.of(each.month) for each in together]))
        until = together[0].open_until
        title = f"{names} clos" if until is None else f"{names} rouvert jusqu’au {french.day(until)}"
        yield JournalLine(title, change, reason=together[0].reason or change.reason)


def proof_lines(indicator: Indicator) -> Iterator[JournalLine]:
    """The name alone: whoever opens the file goes by the proofs of the page, which check who may."""
    proofs = Evidence.objects.filter(indicator=indicator).select_related("change__actor", "withdrawn__actor")
    for each in proofs:
        month = Month.of(each.month)
        of = french.of_month(month.year, month.number)
        yield JournalLine(f"Preuve {of} jointe, «\u00a0{each.name}\u00a0»", each.change)
        if each.withdrawn is not None:
            title = f"Preuve {of} retirée, «\u00a0{each.name}\u00a0»"
            yield JournalLine(title, each.withdrawn, reason=each.withdrawn.reason)


def version_lines(indicator: Indicator) -> Iterator[JournalLine]:
    """What an indicator is counted and judged by, version after version."""
    yield from definition_lines(indicator)
    yield from target_lines(indicator)
    yield from terms_lines(indicator)
    yield from profile_lines(indicator)
    yield from base_lines(indicator)


def definition_lines(indicator: Indicator) -> Iterator[JournalLine]:
    """What each later definition changed, column by column, and each rubric of the passport."""
    revisions = DefinitionRevision.objects.filter(indicator=indicator).select_related("change__actor")
    before = None
    for each in revisions.order_by("version"):
        if before is not None:
            yield from _definition_changes(before, each)
        before = each


def _definition_changes(before: DefinitionRevision, after: DefinitionRevision) -> Iterator[JournalLine]:
    for title, old, new in (*_columns(before, after), *_rubrics(before, after)):
        if old != new:
            yield JournalLine(title, after.change, before=old, after=new, reason=after.reason)


def _columns(before: DefinitionRevision, after: DefinitionRevision) -> Iterator[tuple[str, str, str]]:
    for name in DEFINED:
        if name != "passport":
            title = f"Définition, {getattr(DefinitionRevision._meta.get_field(name), 'verbose_name', name)}"
            yield title, _word(getattr(before, name)), _word(getattr(after, name))


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


def target_lines(indicator: Indicator) -> Iterator[JournalLine]:
    """The years that each act changed, beside what was in force: in the same version, or in the one before it."""
    revisions = TargetRevision.objects.filter(indicator=indicator).select_related("version", "change__actor")
    by_act: dict[tuple[int, int], list[tuple[TargetRevision, TargetRevision | None]]] = defaultdict(list)
    in_force: dict[int, TargetRevision] = {}
    for each in revisions.order_by("version__number", "change__sequence", "year"):
        before = in_force.get(each.year)
        in_force[each.year] = each
        if before is None or not _is_same_target(before, each):
            by_act[each.change_id, each.version_id].append((each, before))
    for changed in by_act.values():
        revision, _ = changed[0]
        yield JournalLine(
            f"Cibles, version «\u00a0{revision.version.label}\u00a0» ({revision.version.source})",
            revision.change,
            reason=revision.change.reason,
            targets=tuple(_target_change(indicator.definition, *pair) for pair in changed),
        )


def terms_lines(indicator: Indicator) -> Iterator[JournalLine]:
    """First year and weight where a version changed them, or a correction of it; the first version alone tells none."""
    rows = VersionTerms.objects.filter(indicator=indicator).select_related("version", "change__actor")
    for before, each in pairwise(rows.order_by("version__number", "change__sequence")):
        changed = (
            ("Premier exercice", first_year_words(before.first_year), first_year_words(each.first_year)),
            ("Poids", weight_words(before.weight), weight_words(each.weight)),
        )
        for name, was, now in changed:
            if was != now:
                title = f"{name}, version «\u00a0{each.version.label}\u00a0»"
                yield JournalLine(title, each.change, was, now, reason=each.change.reason)


def profile_lines(indicator: Indicator) -> Iterator[JournalLine]:
    for each in ProfileRevision.objects.filter(indicator=indicator).select_related("change__actor"):
        title = "levé\u00a0: les mois pèsent autant" if each.is_withdrawn else "décidé"
        value = "" if each.is_withdrawn else profile_words(each.weights)
        yield JournalLine(
            f"Profil mensuel de {each.year} {title}", each.change, value=value, reason=each.reason
        )


def base_lines(indicator: Indicator) -> Iterator[JournalLine]:
    for each in BaseRevision.objects.filter(indicator=indicator).select_related("change__actor"):
        value = base_words(each.values)
        yield JournalLine("Valeurs de l’année de référence", each.change, value=value, reason=each.reason)


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
