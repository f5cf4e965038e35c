"""What changed between two states of a quarter, or since another quarter, and why."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.access import contract_or_404, quarter_or_404
from dashboards.quarters.comparison import changes_from, choices_of, default_after, sentence_of
from dashboards.quarters.forms import ComparisonForm


@require_safe
@login_required
def comparison(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    wanted = quarter_or_404(found, quarter)
    choices = choices_of(found, wanted)
    asked = ComparisonForm(request.GET).asked
    own = {each.key: each for each in choices.own}
    after = own.get(asked["etat"], default_after(choices))
    earlier = {each.key: each for each in choices.before(after)}
    nearest = next(iter(earlier.values()), None)
    before = earlier.get(asked["depuis"], nearest)
    changes = changes_from(found, before, after) if before else []
    context = {
        "contract": found,
        "quarter": wanted,
        "after": after,
        "before": before,
        "since": before.since(after) if before else "",
        "own": choices.own,
        "earlier": [*choices.own[1:], *choices.earlier],
        "changes": changes,
        "sentence": sentence_of(changes) if before else "",
    }
    return render(request, "quarters/comparison.html", context)
