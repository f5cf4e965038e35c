"""The grid cell by cell: one month saved, previewed, or looked at closer. Answers are plain values or a fragment."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.entry import replies
from dashboards.entry.detail import month_detail
from dashboards.entry.entering import Refusal, StaleVersion, UnreadableError, write_cell
from dashboards.entry.forms import shown_month
from dashboards.entry.rows import texts_of, version_of
from indicators.access import indicator_or_404, month_or_404
from indicators.models import Indicator
from indicators.parsing import MonthTexts

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
    try:
        write_cell(
            indicator=indicator,
            month=at,
            texts=_said(request.POST),
            version=version_of(request.POST.get("version", "")),
            reason=request.POST.get("motif", "").strip(),
            comment=_comment(request.POST),
            actor=user,
        )
    except UnreadableError as error:
        return _answer(replies.unreadable(error, at), 422)
    except StaleVersion:
        return _answer(replies.conflict(indicator, at, user), 409)
    except Refusal as refusal:
        return _answer(replies.refused(at, refusal), 422)
    return _answer(replies.saved(indicator, at, _shown(request, at)))


@require_safe
@login_required
def preview(request: HttpRequest, body: str, contract: str, code: str, month: str) -> HttpResponse:
    """What the figures being typed would make; nothing is written."""
    _, indicator = _writable(request, body, contract, code)
    month_or_404(indicator, month)
    return _answer(replies.preview(indicator, texts_of(request.GET)))


@require_safe
@login_required
def detail(request: HttpRequest, body: str, contract: str, code: str, month: str) -> HttpResponse:
    """Beside the grid: the last twelve months, the trend, the last comment, and the way to the month's own page."""
    user, indicator = _writable(request, body, contract, code)
    at = month_or_404(indicator, month)
    return render(request, "entry/detail.html", {"detail": month_detail(indicator, at, user)})


def _shown(request: HttpRequest, month: Month) -> Month:
    """The month whose figures to date the page shows."""
    number = request.POST.get("mois", "")
    today = localdate()
    asked = int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else 0
    return shown_month(month.year, today, asked)


def _said(posted: Mapping[str, Any]) -> MonthTexts:
    """The figures; or an absence, beside which figures that stand in the grid say nothing."""
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
