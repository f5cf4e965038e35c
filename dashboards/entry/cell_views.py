"""The grid cell by cell: one month saved, previewed, or looked at closer. Answers are plain values or a fragment."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Origin
from cpg.shared import french
from dashboards.entry import replies
from dashboards.entry.cells import typed_fact
from dashboards.entry.detail import month_detail
from dashboards.entry.forms import CellForm, shown_month, texts_of
from indicators.access import indicator_or_404, month_or_404
from indicators.models import Indicator
from indicators.parsing import MonthTexts
from indicators.recording import put

COMMENT_LENGTH = 4000
UNPRINTABLE = Refusal(
    "Ce texte contient un caractère qui ne s’écrit pas\u00a0: tapez-le à nouveau.", "unprintable"
)
COMMENT_TOO_LONG = Refusal(
    f"Ce commentaire dépasse {french.number(COMMENT_LENGTH)} caractères\u00a0: raccourcissez-le.",
    "comment_too_long",
)


def _writable(request: HttpRequest, body: str, contract: str, code: str) -> tuple[User, Indicator]:
    indicator = indicator_or_404(request.user, body, contract, code)
    if not isinstance(request.user, User) or not may(request.user, Verb.RECORD, indicator):
        raise PermissionDenied
    return request.user, indicator


@require_POST
@login_required
def save(request: HttpRequest, body: str, contract: str, code: str, month: str) -> HttpResponse:
    """One month, from the version that the grid shows. 409 when somebody else wrote, 422 when it is refused, 403 when
    the page is another person's than the session: what one typed is not recorded in the name of the other.
    """
    user, indicator = _writable(request, body, contract, code)
    at = month_or_404(indicator, month)
    if request.POST.get("personne", str(user.pk)) != str(user.pk):
        raise PermissionDenied
    if refusal := _reason_to_refuse(request.POST):
        return _answer(replies.refused(at, refusal), 422)
    texts = _texts(request.POST)
    fact = None if texts.is_empty else typed_fact(indicator, at, texts)
    if isinstance(fact, tuple):
        return _answer(replies.unreadable(fact, at), 422)
    form = CellForm(request.POST)
    try:
        put(
            indicator=indicator,
            month=at,
            fact=fact,
            expected_version=form.asked["version"],
            reason=form.asked["motif"],
            comment=_comment(request.POST),
            actor=user,
            origin=Origin.GRID,
        )
    except StaleVersion:
        return _answer(replies.conflict(indicator, at, user), 409)
    except Refusal as refusal:
        return _answer(replies.refused(at, refusal), 422)
    shown = shown_month(at.year, localdate(), form.asked["mois"])
    return _answer(replies.saved(indicator, at, shown))


@require_safe
@login_required
def preview(request: HttpRequest, body: str, contract: str, code: str, month: str) -> HttpResponse:
    """What the figures being typed would make; nothing is written."""
    _, indicator = _writable(request, body, contract, code)
    at = month_or_404(indicator, month)
    return _answer(replies.preview(indicator, at, texts_of(request.GET)))


@require_safe
@login_required
def detail(request: HttpRequest, body: str, contract: str, code: str, month: str) -> HttpResponse:
    """Beside the grid: the last twelve months, the trend, the last comment, and the way to the month's own page."""
    user, indicator = _writable(request, body, contract, code)
    at = month_or_404(indicator, month)
    return render(request, "entry/detail.html", {"detail": month_detail(indicator, at, user)})


def _texts(posted: Mapping[str, Any]) -> MonthTexts:
    """The figures; or an absence, beside which the figures that the grid still shows do not count."""
    kind = str(posted.get("absence", ""))
    if kind:
        return MonthTexts(absence=kind, absence_reason=str(posted.get("absence_reason", "")))
    return texts_of(posted)


def _reason_to_refuse(posted: Mapping[str, Any]) -> Refusal | None:
    """Why no text of these could be kept as it was typed; a browser counts a line break as one character, and sends
    two.
    """
    if any("\0" in str(text) for text in posted.values()):
        return UNPRINTABLE
    too_long = len(_comment(posted) or "") > COMMENT_LENGTH
    return COMMENT_TOO_LONG if too_long else None


def _comment(posted: Mapping[str, Any]) -> str | None:
    return str(posted["commentaire"]).strip() if "commentaire" in posted else None


def _answer(data: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
