"""The presentation of the committee, of the months that the address asks for."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.clock import shown_mark
from cpg.shared import french
from dashboards.access import exportable_or_404
from dashboards.committee.keys import Key
from dashboards.committee.page import CommitteePage
from dashboards.models.slides import SlideFormat
from dashboards.shared.period import period_of
from dashboards.slides.content.committee import deck_of
from dashboards.slides.formats import FLAVOURS
from dashboards.slides.selectors import current_template
from dashboards.slides.template_views import template_to_try


@require_safe
@login_required
def download(request: HttpRequest, body: str, contract: str, format_: str) -> HttpResponse:
    """With the screens of all indicators where `?tout=1` asks for them, and a template to try by `?modele=`."""
    found = exportable_or_404(request.user, body, contract)
    if format_ not in set(SlideFormat):
        raise Http404
    wanted = SlideFormat(format_)
    period = period_of(found, request.GET)
    tried = request.GET.get("modele")
    template = (
        current_template(found.body_id, wanted)
        if tried is None
        else template_to_try(request, found, wanted, tried)
    )
    page = CommitteePage(found, period, Key.SITUATION, asks_for_all="tout" in request.GET)
    flavour, deck = FLAVOURS[wanted], deck_of(page, settings.PUBLIC_URL, _marks())
    content = flavour.write(deck, bytes(template.content) if template else None)
    name = f"{found.body.code}-{found.code}-comite-{period.month}.{wanted}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=flavour.content_type, headers=headers)


def _marks() -> tuple[str, ...]:
    """What must be known of every figure."""
    mark = shown_mark()
    return (french.sentence(mark),) if mark else ()
