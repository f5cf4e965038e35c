"""The account page with its tokens and reminders; the display theme; the page of an expired form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts.context import SCALE_COOKIE, SCALE_READ, THEME_COOKIE, THEMES
from accounts.cookies import named
from accounts.drafts.keeping import keep
from accounts.drafts.marks import mark_of
from accounts.drafts.middleware import DECIDED, is_from_our_page, keep_for_sign_in
from accounts.forms import NewsForm, RemindersForm, TokenForm
from accounts.models import Body, Token, User
from accounts.rights import Scope
from accounts.sign_on.confirming import confirmed
from accounts.tokens import issue, revoke
from cpg.shared import french

YEAR_SECONDS = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@confirmed
def account(request: HttpRequest) -> HttpResponse:
    """Roles and tokens of the person. A new token's secret is in the answer to its creation and nowhere else."""
    user = _person(request)
    if request.method != "POST":
        return _account(request, user, TokenForm(user=user))
    form = TokenForm(request.POST, user=user)
    if not form.is_valid():
        return _account(request, user, form, status=422)
    # No redirect after this post, although it is usual: the next page could show the secret only if it were stored.
    _, secret = issue(
        user=user,
        label=form.cleaned_data["label"],
        scope=Scope(form.cleaned_data["scope"]),
        bodies=form.cleaned_data["bodies"],
        expires_at=form.expires_at,
    )
    return _account(request, user, TokenForm(user=user), secret=secret, status=201)


@require_POST
@login_required
def choose_reminders(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    form = RemindersForm.of(user, request.POST)
    if not form.is_valid():
        return _account(request, user, TokenForm(user=user), reminders=form, status=422)
    form.save(user)
    messages.success(request, _chosen(user))
    return redirect("account")


def _chosen(user: User) -> str:
    rhythm = "un courriel par semaine, le lundi" if user.wants_weekly_digest else "à chaque occasion"
    if user.absent_until is None:
        return f"Vos rappels viendront\u00a0: {rhythm}."
    until = french.day(user.absent_until)
    return f"Jusqu’au {until}, vos suppléants reçoivent vos rappels\u202f; ensuite\u00a0: {rhythm}."


@require_POST
@login_required
def choose_news(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    form = NewsForm.of(user, request.POST)
    if not form.is_valid():
        return _account(request, user, TokenForm(user=user), news=form, status=422)
    form.save(user)
    messages.success(request, "Vos choix de synthèse et d’alertes sont enregistrés.")
    return redirect("account")


@require_POST
@login_required
@confirmed
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(request)
    token = Token.objects.filter(user=user, pk=pk).first()
    if token is None:
        raise Http404
    revoke(token, actor=user)
    messages.success(request, f"Le jeton « {token.label} » est révoqué : il n’ouvre plus rien.")
    return redirect("account")


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _account(
    request: HttpRequest,
    user: User,
    form: TokenForm,
    *,
    reminders: RemindersForm | None = None,
    news: NewsForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    roles = [
        (body, sorted(role.label for role in user.roles_in(body.pk)))
        for body in Body.objects.visible_to(user).order_by("code")
    ]
    context = {
        "form": form,
        "reminders": reminders or RemindersForm.of(user),
        "news": news or NewsForm.of(user),
        "secret": secret,
        "roles": roles,
        "tokens": user.tokens.prefetch_related("bodies"),
        "now": timezone.now(),
    }
    return render(request, "accounts/account.html", context, status=status)


@require_POST
def choose_appearance(request: HttpRequest) -> HttpResponse:
    """Keep the chosen display, or that the scale was read, in a cookie; come back to the page it was chosen on."""
    # `next` comes from the form: only an address of this site, or the form could send people anywhere.
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    for cookie, chosen, known in (
        (THEME_COOKIE, request.POST.get("theme", ""), THEMES),
        (SCALE_COOKIE, request.POST.get("echelle", ""), (SCALE_READ,)),
    ):
        if chosen in known:
            response.set_cookie(
                named(request, cookie),
                chosen,
                max_age=YEAR_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form with an expired or missing CSRF token: nothing was recorded, and texts are kept.

    Only those that a page of this site sent: another site could else put its own words into a form of the person.
    """
    vars(request)[DECIDED] = True
    mark = mark_of(request, request.POST) if is_from_our_page(request) else None
    if mark is None:
        return render(request, "403_csrf.html", status=403)
    if not isinstance(request.user, User):
        return keep_for_sign_in(request, mark, request.POST)
    is_kept = keep(request, mark, request.POST) is not None
    if request.user.pk == mark.person and is_kept:
        return redirect(mark.page)
    return render(request, "403_csrf.html", {"is_kept": is_kept}, status=403)
