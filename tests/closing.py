"""Close a quarter in a test that is about something else: every row is read and every point waived first."""

from contextlib import nullcontext
from unittest import mock

from accounts.models import User
from commitments.models import Contract, Origin
from cpg.shared.periods import Quarter
from dashboards.models.closing import QuarterClosing
from dashboards.quarters import closing, dossier
from dashboards.quarters.acts import confirm_read, waive
from dashboards.quarters.checklist import checklist_of

WAIVED = "accord de la Cnav"


def confirm_everything(contract: Contract, quarter: Quarter, *, actor: User | None = None) -> str:
    """What a controller does before closing; returns the digest of the checklist as it is then."""
    common = {"contract": contract, "quarter": quarter, "actor": actor, "origin": Origin.FORM}
    points = checklist_of(contract, quarter).open_points
    if points:
        waive(seen=[point.key for point in points], reason=WAIVED, **common)
    confirm_read(seen=[row.key for row in checklist_of(contract, quarter).rows], **common)
    return checklist_of(contract, quarter).digest


def close_quarter(
    *,
    contract: Contract,
    quarter: Quarter,
    expected_version: int,
    actor: User | None,
    origin: Origin,
    reason: str = "",
    makes_pdf: bool = False,
) -> QuarterClosing:
    """Two PDFs take about a second, and five hundred tests close a quarter: only those about its files make them."""
    blank = mock.patch.object(dossier, "pdf_bytes", return_value=b"%PDF-1.7")
    with nullcontext() if makes_pdf else blank:
        return closing.close_quarter(
            contract=contract,
            quarter=quarter,
            expected_version=expected_version,
            seen=confirm_everything(contract, quarter, actor=actor),
            actor=actor,
            origin=origin,
            reason=reason,
        )
