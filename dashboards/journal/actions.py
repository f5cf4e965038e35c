"""The lines of an action: states of its échéances, owners, proofs, links with indicators."""

from commitments.ledger.state import State
from commitments.models import (
    Action,
    ActionLink,
    Change,
    EffectRevision,
    OwnershipRevision,
    PlannedYear,
    Proof,
)
from commitments.selectors import Record
from commitments.wording import said
from cpg.shared import french
from cpg.shared.days import Days
from dashboards.journal.lines import JournalLine, is_unsubmitted
from dashboards.shared.effect_words import effect_in_words
from indicators.models import Indicator


def state_line(planned: PlannedYear, record: Record, earlier: Record | None) -> JournalLine:
    """One revision of the state of an échéance beside the one before it, None for the first."""
    before, after = said(earlier) if earlier else "", said(record)
    is_new = before != after
    is_new_comment = record.comment and (earlier is None or earlier.comment != record.comment)
    return JournalLine(
        f"{french.sentence(planned.place_name)}, {_step(record, earlier)}",
        record,
        before=before if is_new else "",
        after=after if is_new else "",
        value="" if is_new else after,
        reason=record.act_reason,
        answer=record.answer,
        comment=record.comment if is_new_comment else "",
        about=planned.action,
        place=planned,
    )


def _step(record: Record, earlier: Record | None) -> str:
    if is_unsubmitted(record, earlier):
        return "soumission retirée"
    has_moved = earlier is None or earlier.state != record.state
    if has_moved and record.state is not State.SAISI:
        return record.state.label
    return "mis à jour" if earlier else State.SAISI.label


def owner_line(each: OwnershipRevision, earlier: OwnershipRevision | None) -> JournalLine:
    return _act(
        "Responsable",
        each.change,
        each.action,
        before=_owners(earlier) if earlier else "",
        after=_owners(each),
    )


def _owners(each: OwnershipRevision) -> str:
    names = [str(each.owner or "personne")] + ([f"suppléance {each.deputy}"] if each.deputy else [])
    days = Days(each.starts_on, each.ends_on).words
    return ", ".join([*names, *([days] if days else [])])


def proof_line(each: Proof) -> JournalLine:
    return _act(
        f"Preuve jointe à {each.planned.place_name}",
        each.change,
        each.planned.action,
        after=each.name,
        place=each.planned,
    )


def withdrawn_proof_line(each: Proof, withdrawn: Change) -> JournalLine:
    return _act(
        f"Preuve retirée de {each.planned.place_name}",
        withdrawn,
        each.planned.action,
        before=each.name,
        place=each.planned,
    )


def link_line(each: ActionLink) -> JournalLine:
    return _act(
        "Lien avec un indicateur", each.change, each.action, after=str(each.indicator), place=each.indicator
    )


def removed_link_line(each: ActionLink, removed: Change) -> JournalLine:
    return _act("Lien retiré", removed, each.action, before=str(each.indicator), place=each.indicator)


def effect_line(each: EffectRevision, earlier: EffectRevision | None) -> JournalLine:
    """A version of the effect that is declared on a link, beside the one before it."""
    link, stood = each.link, earlier is not None and not earlier.is_withdrawn
    before, after = _effect(earlier) if earlier and stood else "", _effect(each)
    is_new = before != after or each.is_withdrawn
    return JournalLine(
        "Effet attendu retiré" if each.is_withdrawn else "Effet attendu",
        each.change,
        before=before if is_new else "",
        after="" if each.is_withdrawn or not is_new else after,
        value="" if is_new else after,
        reason=each.reason,
        comment="" if each.is_withdrawn or (earlier and earlier.comment == each.comment) else each.comment,
        about=link.action,
        place=link.indicator,
    )


def _effect(each: EffectRevision) -> str:
    return effect_in_words(each, each.link.indicator.defined)


def _act(
    title: str,
    change: Change,
    action: Action,
    *,
    before: str = "",
    after: str = "",
    place: PlannedYear | Indicator | None = None,
) -> JournalLine:
    return JournalLine(
        title, change, before=before, after=after, reason=change.reason, about=action, place=place
    )
