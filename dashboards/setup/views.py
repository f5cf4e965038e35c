"""Where the set-up begins: bodies, what remains of each, a new body."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.granting import create_body
from accounts.models import Body
from accounts.sign_on.confirming import confirmed
from dashboards.access import administrator
from dashboards.setup.access import body_or_404
from dashboards.setup.forms import CODE_TAKEN, BodyForm
from dashboards.setup.rights_table import people_of, rights_of, table_of
from dashboards.setup.steps import first_steps


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@confirmed
def index(request: HttpRequest) -> HttpResponse:
    """The bodies that the person administers, of which the only one opens at once; a superuser creates others."""
    user = administrator(request)
    bodies = list(Body.objects.all().administered_by(user).order_by("name"))
    if not user.is_superuser:
        if request.method == "POST":
            raise PermissionDenied
        if len(bodies) == 1:
            return redirect("setup_body", bodies[0].code)
    form = BodyForm(request.POST) if request.method == "POST" else BodyForm()
    if form.is_bound and form.is_valid():
        try:
            body = create_body(actor=user, **form.values)
        except IntegrityError:
            # A double click, or another superuser, was quicker.
            form.add_error("code", CODE_TAKEN)
        else:
            messages.success(request, f"{body.name} est créé\u00a0: invitez son premier administrateur.")
            return redirect("setup_people", body.code)
    context = {"bodies": bodies, "form": form, "may_create": user.is_superuser}
    return render(request, "setup/index.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def show(request: HttpRequest, body: str) -> HttpResponse:
    found, user = body_or_404(request, body)
    return render(request, "setup/steps.html", {"body": found, "page": first_steps(found, user)})


@require_safe
@login_required
def rights(request: HttpRequest, body: str) -> HttpResponse:
    found, _ = body_or_404(request, body)
    profiles, verbs = table_of(rights_of(found, people_of(found)))
    context = {"body": found, "profiles": profiles, "verbs": verbs}
    return render(request, "setup/rights.html", context)
