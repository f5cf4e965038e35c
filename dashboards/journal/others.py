"""What was decided about an indicator beside its figures: neutralised, closed, reopened, targets, proofs."""

from cpg.shared import french
from dashboards.journal.acts import Locking, Neutralisation, Proving, Signature, Targeting, YearTarget
from dashboards.journal.lines import JournalLine, TargetChange, month_of, months_of, who
from dashboards.shared.figures import target_text
from indicators.domain.model import Definition, Target


def neutralisation_line(act: Neutralisation) -> JournalLine:
    name = month_of(act.month)
    of = french.of_month(act.month.year, act.month.number)
    title = french.sentence(f"{name} neutralisé") if act.is_neutralised else f"Neutralisation {of} levée"
    return _line(title, act.by, act.reason)


def locking_line(act: Locking) -> JournalLine:
    names = french.sentence(months_of(act.months))
    if act.open_until is not None:
        return _line(f"{names} rouvert jusqu’au {french.day(act.open_until)}", act.by, act.reason)
    return _line(f"{names} clos", act.by, act.reason)


def targeting_line(definition: Definition, act: Targeting) -> JournalLine:
    """The first targets are told as they were signed, later ones beside what they replace."""
    line = _line(f"Cibles, version «\u00a0{act.version}\u00a0» ({act.source})", act.by, act.reason)
    return JournalLine(
        title=line.title,
        who=line.who,
        recorded_at=line.recorded_at,
        sequence=line.sequence,
        reason=line.reason,
        targets=tuple(_target_change(definition, year) for year in act.years),
    )


def proving_line(act: Proving) -> JournalLine:
    """The name alone: whoever opens the file goes by the proofs of the page, which says who may."""
    of = french.of_month(act.month.year, act.month.number)
    verb = "retirée" if act.is_withdrawn else "jointe"
    return _line(f"Preuve {of} {verb}, «\u00a0{act.name}\u00a0»", act.by, act.reason)


def _line(title: str, by: Signature, reason: str) -> JournalLine:
    return JournalLine(
        title=title,
        who=who(by.actor, by.origin),
        recorded_at=by.recorded_at,
        sequence=by.sequence,
        reason=reason,
    )


def _target_change(definition: Definition, year: YearTarget) -> TargetChange:
    before = "" if year.before is None else _target_said(definition, year.before, is_to_be_settled=False)
    after = _target_said(definition, year.after, is_to_be_settled=year.is_to_be_settled)
    return TargetChange(year.year, before, after)


def _target_said(definition: Definition, target: Target, *, is_to_be_settled: bool) -> str:
    if target.objectif is None:
        return "à définir" if is_to_be_settled else "sans cible"
    objectif = f"objectif {target_text(definition, target.objectif)}"
    if target.seuil is None:
        return objectif
    return f"seuil {target_text(definition, target.seuil)}, {objectif}"
