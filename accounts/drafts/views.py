"""Throw away a kept form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.drafts.keeping import forget
from accounts.drafts.receipts import write_receipt
from accounts.models import User


@require_POST
@login_required
def throw_away(request: HttpRequest) -> HttpResponse:
    kept = (
        forget(request.user, request.POST.get("formulaire", "")) if isinstance(request.user, User) else None
    )
    if kept is None:
        raise Http404
    messages.success(request, f"Le texte gardé de «\u00a0{kept.label}\u00a0» est jeté.")
    return write_receipt(request, redirect(kept.page), kept.key)
