"""The targets as a version signed them, and what each version changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.timezone import localdate

from commitments.models import Fiche
from cpg.shared import french
from dashboards.addresses import indicator_url
from dashboards.journal.lines import who
from dashboards.shared.figures import target_text
from dashboards.shared.groups import by_fiche
from dashboards.targets.signed import NO_TARGET, NOT_SET, Change, Place, Signed, target_said
from indicators.domain.model import Definition
from indicators.models import Indicator, TargetKind, TargetRevision, TargetVersion


@dataclass(frozen=True, slots=True)
class Cell:
    """`nothing` says why there is no target; `changed_by` names the avenant that brought this one."""

    year: int
    seuil: str
    objectif: str
    nothing: str
    changed_by: str


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    label: str
    unit: str
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class FicheTargets:
    fiche: Fiche
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    code: str
    year: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionBlock:
    number: int
    label: str
    effective_from: date
    source: str
    reason: str
    who: str
    recorded_at: datetime
    changes: tuple[ChangeLine, ...]
    is_first: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class TargetsPage:
    finding: str
    shown: str
    fiches: tuple[FicheTargets, ...]
    versions: tuple[VersionBlock, ...]
    is_latest: bool
    has_changes: bool


def targets_page(signed: Signed, number: int | None) -> TargetsPage | None:
    """With the targets as that version signed them, the latest when none is asked; None when there is no such one."""
    latest = signed.next_number - 1
    number = latest if number is None else number
    version = next((each for each in signed.versions if each.number == number), None)
    if version is None and (signed.versions or number != latest):
        return None
    changes = {each.number: signed.changes(each) for each in signed.versions}
    marks = _marks(signed.versions, changes, number)
    standing = signed.as_of(number)
    return TargetsPage(
        finding=_finding(signed.versions),
        shown=_shown(version, is_latest=number == latest) if version else "",
        fiches=tuple(
            FicheTargets(fiche, tuple(_line(signed, each, standing, marks) for each in listed))
            for fiche, listed in by_fiche(signed.indicators)
        ),
        versions=tuple(_block(each, changes[each.number], number) for each in reversed(signed.versions)),
        is_latest=number == latest,
        has_changes=bool(marks),
    )


def change_line(definition: Definition, change: Change) -> ChangeLine:
    return ChangeLine(
        code=change.indicator.code,
        year=change.year,
        before=target_said(definition, change.before),
        after=target_said(definition, change.after),
    )


def _marks(
    versions: Sequence[TargetVersion], changes: Mapping[int, list[Change]], number: int
) -> dict[Place, str]:
    """The latest of the versions up to that one which changed each target."""
    return {
        (change.indicator.pk, change.year): version.label
        for version in versions
        if version.number <= number
        for change in changes[version.number]
    }


def _line(
    signed: Signed,
    indicator: Indicator,
    standing: Mapping[Place, TargetRevision],
    marks: Mapping[Place, str],
) -> Line:
    definition = indicator.definition
    places = [(indicator.pk, year) for year in signed.contract.years]
    return Line(
        code=indicator.code,
        label=indicator.label,
        unit="" if definition.unit in french.SHORT_UNITS else definition.unit,
        url=indicator_url(indicator),
        cells=tuple(_cell(definition, place, standing.get(place), marks.get(place, "")) for place in places),
    )


def _cell(definition: Definition, place: Place, revision: TargetRevision | None, changed_by: str) -> Cell:
    objectif = target_text(definition, revision.objectif) if revision else ""
    is_to_be_set = revision is not None and revision.kind == TargetKind.A_DEFINIR
    return Cell(
        year=place[1],
        seuil=target_text(definition, revision.seuil) if revision else "",
        objectif=objectif,
        nothing="" if objectif else NOT_SET if is_to_be_set else NO_TARGET,
        changed_by=changed_by,
    )


def _block(version: TargetVersion, changes: Sequence[Change], shown: int) -> VersionBlock:
    change = version.change
    return VersionBlock(
        number=version.number,
        label=version.label,
        effective_from=version.effective_from,
        source=version.source,
        reason=change.reason,
        who=who(str(change.actor or ""), change.origin),
        recorded_at=timezone.localtime(change.recorded_at),
        changes=tuple(change_line(each.indicator.definition, each) for each in changes),
        is_first=version.number == 0,
        is_shown=version.number == shown,
    )


def _finding(versions: Sequence[TargetVersion]) -> str:
    avenants = sum(version.number > 0 for version in versions)
    if not avenants:
        return "Aucun avenant n’a changé les cibles signées avec le contrat"
    verb = french.plural(avenants, "avenant a changé", "avenants ont changé")
    return french.sentence(f"{french.count_word(avenants)} {verb} les cibles signées avec le contrat")


def _shown(version: TargetVersion, *, is_latest: bool) -> str:
    day = french.long_day(version.effective_from)
    if not is_latest:
        return f"Telles que signées par la version «\u00a0{version.label}\u00a0», à effet du {day}."
    verb = "prendra effet" if version.effective_from > localdate() else "en vigueur depuis"
    return f"Dernière version, «\u00a0{version.label}\u00a0», {verb} le {day}."
