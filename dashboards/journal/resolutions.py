"""The lines of a decision of the committee: taken, done, abandoned, reopened, given to somebody else or another day."""

from cpg.shared import french
from dashboards.journal.lines import JournalLine
from dashboards.models.resolution import Resolution, ResolutionRevision, ResolutionState

MOVED = {
    ResolutionState.DONE: "Décision faite",
    ResolutionState.ABANDONED: "Décision abandonnée",
    ResolutionState.OPEN: "Décision rouverte",
}


def resolution_line(each: ResolutionRevision, earlier: ResolutionRevision | None) -> JournalLine:
    """One revision beside the one before it, None for the decision itself. It comes with its decision and its owner."""
    resolution, state = each.resolution, ResolutionState(each.state)
    if earlier is None:
        taken = f"Décision prise au comité du {french.day(resolution.taken_on)}"
        return JournalLine(taken, each.change, value=_terms(each), about=resolution)
    is_new = (earlier.owner_id, earlier.due) != (each.owner_id, each.due)
    is_revised = state is ResolutionState.OPEN and earlier.state == ResolutionState.OPEN
    return JournalLine(
        "Responsable ou échéance" if is_revised else MOVED[state],
        each.change,
        before=_terms(earlier) if is_new else "",
        after=_terms(each) if is_new else "",
        reason=each.reason,
        about=resolution,
    )


def resolution_name(resolution: Resolution) -> str:
    return f"{resolution}\u00a0: {french.bound(resolution.text)}"


def _terms(each: ResolutionRevision) -> str:
    return f"{each.owner}, pour le {french.day(each.due)}"
