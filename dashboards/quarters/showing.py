"""The page of a quarter: its versions, what a new one would change, and the checklist of what is to be closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.exports.files import FLAVOURS
from dashboards.quarters.checklist import Checklist, checklist_of
from dashboards.quarters.checklist_words import (
    checklist_finding,
    fiches_of,
    lines_of,
    ready_lines,
    why_not_yet,
)
from dashboards.quarters.page import (
    quarter_finding,
    since_the_latest,
    statuses_at_the_end_of,
    versions_of,
)
from dashboards.shared.coverage import covered_text, range_text
from indicators.selectors import locks_on

# How long a month or a quarter is reopened for, unless the person chooses another day.
USUAL_DAYS = 7
OF_CHECKLIST = {"close", "read", "waive"}
# Where each act is done on the page, and what a closing may lack.
PLACES = {
    "close": ("clore", "Clore"),
    "read": ("lecture", "Les lignes à relire"),
    "waive": ("points", "Ce qui retient le trimestre"),
    "reopen": ("rouvrir", "Rouvrir le trimestre"),
}
LACKING = {"not_ready": "waive", "not_read": "read"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """An act that was refused: the part of the page that it belongs to, why, and what was typed and ticked; the kind of
    points that were to be waived. `form` has the fields that are refused.
    """

    part: str
    message: str
    reason: str = ""
    until: str = ""
    ticked: Sequence[str] = ()
    kind: str = ""
    code: str = ""
    form: Form | None = None

    @property
    def anchor(self) -> str:
        return PLACES[LACKING.get(self.code, self.part)][0]

    @property
    def place(self) -> str:
        return PLACES[LACKING.get(self.code, self.part)][1]

    @property
    def ticked_places(self) -> set[str]:
        """The points that were ticked, whatever became of them since."""
        return {key.rpartition("/")[0] for key in self.ticked}


NOTHING_TRIED = Attempt("", "")


def quarter_page(
    request: HttpRequest,
    contract: Contract,
    quarter: Quarter,
    attempt: Attempt = NOTHING_TRIED,
    status: int = 200,
) -> HttpResponse:
    today = localdate()
    has_begun = quarter.months[0] <= Month.of(today)
    is_over = quarter.last_month < Month.of(today)
    versions = versions_of(contract, quarter)
    every_lock = locks_on(contract, today)
    locks = {month: lock for month, lock in every_lock.items() if month in quarter.months}
    reopened = [lock for lock in locks.values() if lock.is_reopened]
    is_asked = "preparer" in request.GET or attempt.part in OF_CHECKLIST
    # A closed quarter shows its checklist where a new version is prepared.
    is_shown = is_over and (not versions or is_asked or bool(reopened))
    checklist = checklist_of(contract, quarter) if is_shown else None
    marks = statuses_at_the_end_of(contract, [quarter])[quarter] if is_over else ()
    context = {
        "contract": contract,
        "quarter": quarter,
        "is_over": is_over,
        "has_begun": has_begun,
        "marks": marks,
        "finding": quarter_finding(quarter, marks, is_over=is_over, has_begun=has_begun),
        "versions": versions,
        "since": since_the_latest(versions),
        "locks": locks,
        "closed": {month for month, lock in every_lock.items() if lock.is_closed},
        "reopened": reopened,
        "may_reopen": any(lock.is_closed for lock in locks.values()),
        "formats": FLAVOURS.items(),
        "may_close": isinstance(request.user, User) and may(request.user, Verb.CLOSE, contract),
        "attempt": attempt,
        # Whether there is anything that it may have changed since.
        "follows": bool(versions) or quarter.months[0].plus(-1).year in contract.years,
        **_reopening_days(today),
        **(_of_checklist(checklist) if checklist else {}),
    }
    return render(request, "quarters/quarter.html", context, status=status)


def _reopening_days(today: date) -> dict[str, date]:
    return {"today": today, "usual_day": today + timedelta(days=USUAL_DAYS)}


def _of_checklist(checklist: Checklist) -> dict[str, object]:
    total = checklist.total
    name = french.quarter_name(checklist.quarter.year, checklist.quarter.number)
    return {
        "checklist": checklist,
        "checklist_finding": checklist_finding(checklist, name),
        "lines": lines_of(checklist),
        "ready_lines": ready_lines(checklist),
        "fiches": fiches_of(checklist),
        "why_not_yet": why_not_yet(checklist),
        "score": covered_text(total),
        "range": range_text(total),
    }
