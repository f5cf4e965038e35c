"""What was neutralised in a contract, act by act."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.rights import Verb, may
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.neutralisations.acts import acts_of, decisions_of


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """Acts by which something is still neutralised, then the others; each with the latest first."""
    found = contract_or_404(request.user, body, contract)
    acts = acts_of(decisions_of(found))
    context = {
        "contract": found,
        "may_decide": isinstance(request.user, User) and may(request.user, Verb.NEUTRALISE, found),
        "finding": _finding(sum(len(act.standing) for act in acts)),
        "standing": [act for act in acts if act.standing],
        "others": [act for act in acts if not act.standing],
    }
    return render(request, "neutralisations/page.html", context)


def _finding(count: int) -> str:
    if not count:
        return "Aucune période n’est neutralisée"
    words = french.sentence(french.count_word(count, feminine=True))
    return f"{words} {french.plural(count, 'période est neutralisée', 'périodes sont neutralisées')}"
