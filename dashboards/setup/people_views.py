"""People are brought into a body, one by one or by a file that is shown before anything is written."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Body, User
from accounts.rights import Role
from accounts.sign_on.confirming import confirmed
from accounts.sign_on.inviting import InvitationRefusedError, Step, Welcomed, waiting_words, welcome
from accounts.sign_on.links import has_mail_server, may_open_accounts
from commitments.ledger.proofs import SentFile
from commitments.ledger.tables.limits import MEGABYTE
from cpg.shared import french
from cpg.shared.uploads import takes_at_most
from dashboards.setup.access import body_or_404
from dashboards.setup.forms import FIELDS, InviteForm, PeopleFileForm, ShownPeopleForm
from dashboards.setup.people_file import COLUMNS, PeoplePreview, preview_people
from dashboards.setup.rights_table import people_of, rights_of

CHANGED = "Ce qui est enregistré a changé depuis l’aperçu\u00a0: voici ce que le fichier ferait maintenant."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@confirmed
def people(request: HttpRequest, body: str) -> HttpResponse:
    found, user = body_or_404(request, body)
    if request.method != "POST":
        first = Role.GESTIONNAIRE if found.memberships.exists() else Role.ADMINISTRATEUR
        return _page(request, found, InviteForm(found, user, initial={"role": first.value}))
    form = InviteForm(found, user, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        welcomed = welcome(form.invitee, body=found, actor=user)
    except InvitationRefusedError as refusal:
        # Somebody else invited meanwhile.
        form.add_error(FIELDS[refusal.field], str(refusal))
        return _page(request, found, form, status=422)
    return _told(request, found, [welcomed], form.invitee.role)


def _page(request: HttpRequest, body: Body, form: InviteForm, status: int = 200) -> HttpResponse:
    context = {
        "body": body,
        "form": form,
        "file_form": PeopleFileForm(),
        "rows": rights_of(body, people_of(body)),
        "may_open": may_open_accounts(),
        "has_mail": has_mail_server(),
    }
    return render(request, "setup/people.html", context, status=status)


def _told(
    request: HttpRequest, body: Body, welcomed: Sequence[Welcomed], role: Role | None = None
) -> HttpResponse:
    """Links are in the answer to the very form, and nowhere else: the next page could show them only if they were
    stored.
    """
    for each in welcomed:
        if each.step is Step.ASKED and role:
            messages.warning(request, waiting_words(role, each.seconds))
    shown = [each for each in welcomed if each.link]
    if shown:
        # What was typed is taken: a form that is shown again would keep it.
        return render(request, "setup/links.html", {"body": body, "welcomed": shown}, status=201)
    if len(welcomed) == 1:
        messages.success(request, f"{welcomed[0].person}\u00a0: {welcomed[0].step}.")
    else:
        count = sum(each.step is not Step.KNOWN for each in welcomed)
        done = french.plural(count, "est enregistrée", "sont enregistrées")
        messages.success(request, f"{french.counted(count, 'personne', 'personnes')} {done}.")
    return redirect("setup_people", body.code)


@takes_at_most(2 * MEGABYTE)
@require_POST
@login_required
def people_file(request: HttpRequest, body: str) -> HttpResponse:
    """What each line of the file would do."""
    found, user = body_or_404(request, body)
    form = PeopleFileForm(request.POST, request.FILES)
    if not form.is_valid():
        context: dict[str, Any] = {"body": found, "file_form": form}
        return render(request, "setup/people_file.html", context, status=422)
    sent = form.sent
    preview = preview_people(sent.content, found, user)
    return _preview(request, found, preview, sent)


@takes_at_most(2 * MEGABYTE)
@require_POST
@login_required
@confirmed
def confirm_people(request: HttpRequest, body: str) -> HttpResponse:
    """Everything that was shown, or nothing."""
    found, user = body_or_404(request, body)
    form = ShownPeopleForm(request.POST)
    form.full_clean()
    if form.has_error("contenu"):
        return redirect("setup_people", found.code)
    sent = form.sent
    preview = preview_people(sent.content, found, user)
    if preview.is_taken and preview.plan == form.cleaned_data["plan"]:
        try:
            return _told(request, found, _welcome_all(preview, found, user))
        except InvitationRefusedError:
            preview = preview_people(sent.content, found, user)
    return _preview(request, found, preview, sent, CHANGED)


@transaction.atomic
def _welcome_all(preview: PeoplePreview, body: Body, actor: User) -> list[Welcomed]:
    return [welcome(line.form.invitee, body=body, actor=actor) for line in preview.lines]


def _preview(
    request: HttpRequest, body: Body, preview: PeoplePreview, sent: SentFile, note: str = ""
) -> HttpResponse:
    form = ShownPeopleForm(initial={"contenu": sent.content, "nom": sent.name, "plan": preview.plan})
    context = {"body": body, "preview": preview, "form": form, "name": sent.name, "note": note}
    status = 409 if note else 200 if preview.is_taken else 422
    return render(request, "setup/people_preview.html", context, status=status)


@require_safe
@login_required
def template(request: HttpRequest, body: str) -> HttpResponse:
    """The file to fill in, as spreadsheets of here read it."""
    body_or_404(request, body)
    return HttpResponse(
        "\ufeff" + ";".join(COLUMNS) + "\r\n",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="personnes.csv"'},
    )
