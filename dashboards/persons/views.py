"""What is held on a person: listed, exported, and anonymised by an administrator when they have left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.sign_on.confirming import confirmed
from commitments.ledger.refusals import Refusal
from dashboards.persons.access import person_or_404
from dashboards.persons.exporting import json_of
from dashboards.persons.held import counts_of
from dashboards.persons.leaving import anonymise, is_anonymous

UNCONFIRMED = "Cochez la case pour confirmer\u00a0: cet acte ne se défait pas."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@confirmed
def show(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(request.user, pk)
    if request.method != "POST":
        return _page(request, person)
    if not isinstance(request.user, User) or not request.user.answers_for(person):
        raise PermissionDenied
    if "confirme" not in request.POST:
        return _page(request, person, UNCONFIRMED)
    try:
        anonymise(person, actor=request.user)
    except Refusal as refusal:
        return _page(request, person, str(refusal))
    messages.success(
        request,
        "Ce compte ne nomme plus personne\u00a0: l’historique garde «\u00a0ancien utilisateur\u00a0».",
    )
    return redirect("admin:accounts_user_changelist")


@require_safe
@login_required
def download(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(request.user, pk)
    headers = {"Content-Disposition": f'attachment; filename="donnees-personne-{pk}.json"'}
    return HttpResponse(json_of(person), content_type="application/json", headers=headers)


def _page(request: HttpRequest, person: User, refusal: str = "") -> HttpResponse:
    context = {
        "person": person,
        "counts": counts_of(person),
        "may_anonymise": isinstance(request.user, User) and request.user.answers_for(person),
        "is_anonymous": is_anonymous(person),
        "refusal": refusal,
    }
    return render(request, "persons/page.html", context, status=422 if refusal else 200)
