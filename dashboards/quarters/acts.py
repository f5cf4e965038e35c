"""What a controller confirms about a quarter: rows that were read, points that are waived with a reason.

Every act names what was seen: what changed since is refused, and nothing is written.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, require
from commitments.models import Contract, Origin, lock_contract, open_change
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.models.checklist import QuarterReading, QuarterWaiver
from dashboards.quarters.checklist import Checklist, Row, checklist_of
from dashboards.quarters.points import Point

NOTHING_TICKED = "Cochez au moins un point à lever."
NO_REASON = "Dites pourquoi\u00a0: le motif est figé avec le trimestre et lu par la Cnav."
POINT_CHANGED = "Un point coché a changé depuis que la page est affichée\u00a0: relisez, puis décidez."


@transaction.atomic
def confirm_read(
    *, contract: Contract, quarter: Quarter, seen: Sequence[str], actor: User | None, origin: Origin
) -> list[QuarterReading]:
    """Record that these rows were read (`Row.key`: an indicator and the digest of its row). Those that are read already
    stay as they are.
    """
    locked, checklist = prepared(contract, quarter, actor)
    rows = [_seen_row(checklist, key) for key in dict.fromkeys(seen)]
    unread = [row for row in rows if not row.is_read]
    if not unread:
        return []
    change = open_change(locked, actor=actor, origin=origin, verb="read_quarter")
    return QuarterReading.objects.bulk_create(
        QuarterReading(
            indicator=row.indicator,
            year=quarter.year,
            quarter=quarter.number,
            digest=row.digest,
            change=change,
        )
        for row in unread
    )


@transaction.atomic
def waive(
    *,
    contract: Contract,
    quarter: Quarter,
    seen: Sequence[str],
    reason: str,
    actor: User | None,
    origin: Origin,
) -> list[QuarterWaiver]:
    """Waive these points (`Point.key`) for one reason; a point that is waived already gets this one."""
    locked, checklist = prepared(contract, quarter, actor)
    points = _seen_points(checklist, seen)
    why = reason.strip()
    if not why:
        raise Refusal(NO_REASON, "reason_missing")
    change = open_change(locked, actor=actor, origin=origin, verb="waive_points", reason=why)
    return QuarterWaiver.objects.bulk_create(
        QuarterWaiver(**_columns(point, quarter), is_waived=True, reason=why, change=change)
        for point in points
    )


@transaction.atomic
def take_back(
    *, contract: Contract, quarter: Quarter, seen: Sequence[str], actor: User | None, origin: Origin
) -> list[QuarterWaiver]:
    """Waive these points no more: they hold the quarter back again."""
    locked, checklist = prepared(contract, quarter, actor)
    points = [point for point in _seen_points(checklist, seen) if not point.is_open]
    if not points:
        return []
    change = open_change(locked, actor=actor, origin=origin, verb="take_back_waivers")
    return QuarterWaiver.objects.bulk_create(
        QuarterWaiver(**_columns(point, quarter), is_waived=False, change=change) for point in points
    )


def prepared(contract: Contract, quarter: Quarter, actor: User | None) -> tuple[Contract, Checklist]:
    """The contract, locked, and the checklist of a quarter that is over, for a person who may close it."""
    locked = lock_contract(contract.pk)
    require(actor, Verb.CLOSE, locked)
    if quarter.year not in locked.years:
        raise Refusal("Ce trimestre est hors du contrat.", "outside_contract")
    if quarter.last_month.last_day >= localdate():
        raise Refusal("Ce trimestre n’est pas terminé\u00a0: il ne peut pas encore être clos.", "not_over")
    return locked, checklist_of(locked, quarter)


def _seen_row(checklist: Checklist, key: str) -> Row:
    rows = {row.key: row for row in checklist.rows}
    if key in rows:
        return rows[key]
    code = key.partition("/")[0]
    raise Refusal(
        f"{code} a changé depuis que la page est affichée\u00a0: relisez sa ligne, puis confirmez.",
        "stale_row",
    )


def _seen_points(checklist: Checklist, seen: Sequence[str]) -> list[Point]:
    points = {point.key: point for point in checklist.points}
    if not seen:
        raise Refusal(NOTHING_TICKED, "nothing_ticked")
    if not points.keys() >= set(seen):
        raise Refusal(POINT_CHANGED, "stale_point")
    return [points[key] for key in dict.fromkeys(seen)]


def _columns(point: Point, quarter: Quarter) -> Mapping[str, object]:
    return {
        "indicator": point.indicator,
        "month": point.month.first_day,
        "kind": point.kind.value,
        "year": quarter.year,
        "quarter": quarter.number,
        "digest": point.digest,
    }


def require_ready(checklist: Checklist) -> None:
    """Refuse a quarter with a point that is neither settled nor waived, or a row that nobody read as it is now."""
    points, unread = checklist.open_points, checklist.unread
    if points:
        names = french.listing(_some([point.name for point in points]))
        raise Refusal(
            f"Ce qui retient ce trimestre se règle ou se lève avec un motif\u00a0: {names}.", "not_ready"
        )
    if unread:
        codes = french.listing(_some([row.indicator.code for row in unread]))
        raise Refusal(f"Lignes à relire avant de clore\u00a0: {codes}.", "not_read")


def _some(names: Sequence[str], most: int = 5) -> list[str]:
    if len(names) <= most:
        return list(names)
    return [*names[:most], f"{len(names) - most} autres"]
