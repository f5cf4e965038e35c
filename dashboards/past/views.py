"""The page « Deux dates côte à côte »."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from accounts.models import User
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.past.forms import DIFFERENCES, TwoDatesForm
from dashboards.past.moment import DAY, PastMoment, UnknownMomentError, asked_moment
from dashboards.past.two_dates import compared, shown_then


@require_safe
@login_required
def two_dates(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User):
        raise Http404
    form = TwoDatesForm(request.GET)
    asked = form.asked["avant"] or _default(found), form.asked["apres"]
    days = {"before_day": _typed_day(asked[0]), "after_day": _typed_day(asked[1])}
    context = {"contract": found, "form": form, **days}
    try:
        before = _moment(asked[0], request.user, found)
        after = _moment(asked[1], request.user, found)
    except UnknownMomentError as error:
        return render(
            request, "past/two_dates.html", {**context, "why": str(error), "groups": ()}, status=400
        )
    then, now = shown_then(found, before), shown_then(found, after)
    groups = compared(then, now, only_differences=form.asked["montre"] == DIFFERENCES)
    days = {"before_day": before.day if before else "", "after_day": after.day if after else ""}
    more = {**days, "before": before, "after": after, "then": then, "now": now, "groups": groups, "why": ""}
    return render(request, "past/two_dates.html", {**context, **more})


def _moment(text: str, user: User, contract: Contract) -> PastMoment | None:
    return asked_moment(text, user, contract) if text else None


def _typed_day(text: str) -> str:
    """For the field of a form, which takes a day and nothing else."""
    return text[:10] if DAY.fullmatch(text[:10]) else ""


def _default(contract: Contract) -> str:
    """The end of the month before the last one, or the first day that has an act."""
    last = Month.of(localdate()).plus(-1)
    wanted = last.first_day - timedelta(days=1)
    first = contract.changes.order_by("recorded_at").values_list("recorded_at", flat=True).first()
    return (max(wanted, localdate(first)) if first else wanted).isoformat()
