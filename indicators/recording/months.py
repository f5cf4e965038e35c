"""Entering, correcting and retracting one month."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, require, require_version
from commitments.ledger.state import State
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Month
from indicators.domain.model import Fact
from indicators.models import ActualRevision, Indicator
from indicators.recording.admission import check_entry
from indicators.recording.comments import require_comment
from indicators.recording.pending import ask_for_recompute
from indicators.recording.revisions import add_revision, after_correction, standing_revision
from indicators.selectors import closed_months


@transaction.atomic
def record(
    *,
    indicator: Indicator,
    month: Month,
    fact: Fact,
    expected_version: int,
    actor: User | None,
    origin: Origin,
    comment: str = "",
    appreciation: str = "",
    moment: datetime | None = None,
) -> ActualRevision:
    """Enter a month in which nothing stands. A month that holds a value is corrected, with a reason."""
    contract, standing = _prepared(indicator, month, fact, expected_version, actor)
    if standing is not None and not _is_empty(standing):
        raise Refusal("Ce mois a déjà une valeur : corrigez-la en donnant un motif.", "already_recorded")
    require_comment(indicator, month, fact, comment, actor=actor, origin=origin)
    change = open_change(contract, actor=actor, origin=origin, verb="record", moment=moment)
    return _write(change, indicator, month, fact, comment=comment, appreciation=appreciation)


@transaction.atomic
def correct(
    *,
    indicator: Indicator,
    month: Month,
    fact: Fact,
    expected_version: int,
    reason: str,
    actor: User | None,
    origin: Origin,
    comment: str = "",
    appreciation: str | None = None,
    moment: datetime | None = None,
) -> ActualRevision:
    """Replace what stands, with a reason but for one's own draft and what was returned. A validated or submitted month
    is submitted again: it waits for whoever validates. The same value, comment and appréciation write nothing; without
    an appréciation the one that stands stays.
    """
    contract, standing = _prepared(indicator, month, fact, expected_version, actor)
    if standing is None or _is_empty(standing):
        raise Refusal("Ce mois n’a pas encore de valeur : saisissez-la.", "nothing_to_correct")
    appreciation = standing.appreciation if appreciation is None else appreciation
    if (standing.fact, standing.comment, standing.appreciation) == (fact, comment, appreciation):
        return standing
    if not reason.strip() and not _is_being_written(standing, actor):
        raise Refusal("Donnez le motif de la correction.", "reason_missing")
    require_comment(indicator, month, fact, comment, actor=actor, origin=origin)
    change = open_change(contract, actor=actor, origin=origin, verb="correct", reason=reason, moment=moment)
    return _write(
        change,
        indicator,
        month,
        fact,
        comment=comment,
        appreciation=appreciation,
        state=after_correction(standing),
    )


@transaction.atomic
def retract(
    *,
    indicator: Indicator,
    month: Month,
    expected_version: int,
    reason: str,
    actor: User | None,
    origin: Origin,
) -> ActualRevision:
    """Take back a month that should never have been entered, with a reason but for one's own draft and what was
    returned: it is empty again, and its history stays.
    """
    contract, standing = _prepared(indicator, month, None, expected_version, actor)
    if standing is None or _is_empty(standing):
        raise Refusal("Ce mois est déjà vide.", "nothing_to_correct")
    if not reason.strip() and not _is_being_written(standing, actor):
        raise Refusal("Donnez le motif du retrait.", "reason_missing")
    change = open_change(contract, actor=actor, origin=origin, verb="retract", reason=reason)
    return _write(change, indicator, month, None)


def owes_no_reason(state: str, entered_by: int | None, actor: User) -> bool:
    """Whether a month may be changed without a reason: nobody else was told of it, or it came back with one."""
    return state == State.RETOURNE or (state == State.SAISI and entered_by == actor.pk)


def _prepared(
    indicator: Indicator, month: Month, fact: Fact | None, expected_version: int, actor: User | None
) -> tuple[Contract, ActualRevision | None]:
    """Lock the contract, make every check, and return it with what stands."""
    contract = lock_contract(indicator.contract_id)
    require(actor, Verb.RECORD, indicator)
    standing = standing_revision(indicator, month)
    require_version(expected_version, standing.version if standing else 0)
    today = localdate()
    check_entry(indicator, month, fact, today=today, closed=closed_months(contract, today))
    return contract, standing


def _is_empty(revision: ActualRevision) -> bool:
    return revision.fact is None


def _is_being_written(revision: ActualRevision, actor: User | None) -> bool:
    return actor is not None and owes_no_reason(revision.state, revision.change.actor_id, actor)


def _write(
    change: Change,
    indicator: Indicator,
    month: Month,
    fact: Fact | None,
    *,
    comment: str = "",
    appreciation: str = "",
    state: State = State.SAISI,
) -> ActualRevision:
    revision = add_revision(
        change,
        indicator,
        month,
        fact,
        comment=comment,
        appreciation=appreciation,
        state=state,
        reason=change.reason,
    )
    ask_for_recompute([indicator.pk], change)
    return revision
