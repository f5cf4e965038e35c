"""The page where administrators accept or refuse who signed in for the first time."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.granting import SecondNeededError
from accounts.models import Arrival, Body, User
from accounts.models.people import ROLE_CHOICES
from accounts.rights import Role
from accounts.sign_on.openid.arrivals import accept, refuse, shown_to
from accounts.sign_on.openid.current import configuration

SECOND = "un autre administrateur doit l’accepter, ou donnez-lui un rôle qui ne décide pas des chiffres."
UNCHOSEN = ("", "À choisir")

type Bodies = dict[int, Body]


class AcceptForm(forms.Form):
    """Body and role as the claims propose them; without a proposal, to be chosen."""

    body = forms.ChoiceField(label="Organisme")
    role = forms.ChoiceField(label="Rôle", choices=[UNCHOSEN, *ROLE_CHOICES])

    def __init__(self, sent: QueryDict | None = None, *, bodies: Bodies, arrival: Arrival) -> None:
        only = next(iter(bodies)) if len(bodies) == 1 else ""
        proposed = {"body": str(arrival.body_id or only), "role": arrival.role}
        super().__init__(sent, initial=proposed, auto_id=f"demande-{arrival.pk}-%s")
        self.arrival, self.bodies = arrival, bodies
        chosen = self.fields["body"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = [UNCHOSEN, *((str(pk), str(body)) for pk, body in bodies.items())]
        for field in self.fields.values():
            field.error_messages["required"] = "Choisissez avant d’accepter."

    def chosen(self) -> tuple[Body, Role]:
        return self.bodies[int(self.cleaned_data["body"])], Role(self.cleaned_data["role"])


@require_safe
@login_required
def arrivals(request: HttpRequest) -> HttpResponse:
    return _page(request, _administrator(request))


@require_POST
@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    user = _administrator(request)
    arrival = shown_to(user).filter(pk=pk).first()
    if arrival is None:
        messages.warning(request, "Cette demande n’attend plus\u00a0: un autre administrateur l’a traitée.")
        return redirect("arrivals")
    if request.POST.get("acte") == "refuser":
        refuse(arrival=arrival, actor=user)
        messages.success(request, f"La demande de {arrival} est refusée.")
        return redirect("arrivals")
    form = AcceptForm(request.POST, bodies=_administered(user), arrival=arrival)
    if not form.is_valid():
        return _page(request, user, form)
    body, role = form.chosen()
    try:
        person = accept(arrival=arrival, body=body, role=role, actor=user)
    except SecondNeededError:
        messages.error(request, f"Cette demande porte votre nom ou votre adresse\u00a0: {SECOND}")
        return redirect("arrivals")
    if person is not None:
        messages.success(request, f"{person} entre dans {body}\u00a0: {role.label}. Un courriel le lui dit.")
    return redirect("arrivals")


def _administrator(request: HttpRequest) -> User:
    configuration()
    user = request.user
    if not isinstance(user, User):
        raise Http404
    if not (user.is_superuser or user.administers_something()):
        raise PermissionDenied
    return user


def _administered(user: User) -> Bodies:
    return {body.pk: body for body in Body.objects.all().administered_by(user)}


def _page(request: HttpRequest, user: User, refused: AcceptForm | None = None) -> HttpResponse:
    found, bodies = list(shown_to(user)), _administered(user)
    taken = _taken({arrival.email.lower() for arrival in found} - {""})
    forms_ = [
        refused
        if refused is not None and refused.arrival.pk == arrival.pk
        else AcceptForm(bodies=bodies, arrival=arrival)
        for arrival in found
    ]
    context = {"forms": forms_, "taken": taken, "refused": refused, "name": configuration().name}
    return render(request, "accounts/arrivals.html", context, status=422 if refused else 200)


def _taken(addresses: set[str]) -> set[str]:
    """Addresses that an account has already."""
    people = User.objects.annotate(address=Lower("email")).filter(address__in=addresses)
    return set(people.values_list("address", flat=True))
