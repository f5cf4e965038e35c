"""Closing a quarter, once or again."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from accounts.webhooks.events import EventKind
from accounts.webhooks.posting import announce
from commitments.ledger.refusals import Refusal
from commitments.models import Contract, Origin, open_change
from cpg.shared.periods import Quarter
from dashboards.models.closing import RULES_EDITION, QuarterClosing
from dashboards.quarters.acts import prepared, require_ready
from dashboards.quarters.freezing import freeze
from dashboards.sealing.checkpoints import point_of_closing
from indicators.recording import lock

STALE = "L’état de ce trimestre a changé entre-temps\u00a0: relisez-le, puis décidez."


@transaction.atomic
def close_quarter(
    *,
    contract: Contract,
    quarter: Quarter,
    expected_version: int,
    seen: str,
    actor: User | None,
    origin: Origin,
    reason: str = "",
) -> QuarterClosing:
    """Freeze the quarter's files as the facts stand, with its readings and waivers, and close its three months.

    `expected_version` is that of the closing the person saw, 0 when there was none, and `seen` the digest of the
    checklist. Every row was read as it is now, and every point is settled or waived. Raises Refusal.
    """
    locked, checklist = prepared(contract, quarter, actor)
    latest = latest_closing(locked, quarter)
    version = latest.version if latest else 0
    if expected_version != version:
        raise Refusal(STALE, "stale_version")
    require_ready(checklist)
    if seen != checklist.digest:
        raise Refusal(STALE, "stale_checklist")
    if version and not reason.strip():
        raise Refusal(
            "Ce trimestre est déjà clos\u00a0: donnez le motif d’une nouvelle version.", "reason_missing"
        )
    change = open_change(locked, actor=actor, origin=origin, verb="close_quarter", reason=reason)
    closing = QuarterClosing.objects.create(
        contract=locked,
        year=quarter.year,
        quarter=quarter.number,
        version=version + 1,
        change=change,
        reason=reason.strip(),
        rules_edition=RULES_EDITION,
    )
    # Before the files: the database adds nothing to a closing that has its files.
    closing.readings.set(row.last for row in checklist.rows if row.last)
    closing.waivers.set(point.waiver for point in checklist.points if point.waiver)
    point_of_closing(closing)
    freeze(closing)
    lock(contract=locked, months=quarter.months, actor=actor, origin=origin, change=change)
    log_security(
        SecurityKind.QUARTER_CLOSED, actor=actor, body=locked.body, detail=f"{locked.code}, {closing}"
    )
    announce(
        EventKind.CLOSED,
        body_pk=locked.body_id,
        events=partial(_told, closing, quarter),
        moment=change.recorded_at,
    )
    return closing


def _told(closing: QuarterClosing, quarter: Quarter) -> Mapping[str, Mapping[str, Any]]:
    data = {
        "body": closing.contract.body.code,
        "contract": closing.contract.code,
        "sequence": closing.change.sequence,
        "quarter": str(quarter),
        "version": closing.version,
    }
    return {f"{closing.contract_id}:{closing.change.sequence}": data}


def latest_closing(contract: Contract, quarter: Quarter) -> QuarterClosing | None:
    closings = QuarterClosing.objects.filter(contract=contract, year=quarter.year, quarter=quarter.number)
    return closings.order_by("-version").first()
