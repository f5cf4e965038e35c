"""Administration of the people of a body and of their roles."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from accounts.admin.frame import AdministratorsOnly, actor_of, administered_bodies
from accounts.granting import (
    SecondNeededError,
    ask,
    change_access,
    change_role,
    did_lately,
    tell_of_account,
    would_take,
)
from accounts.models import Body, Membership, User, Way
from accounts.models.security import SecurityKind
from accounts.rights import Role
from accounts.security.recording import log_security
from accounts.sign_on.defence import unlock
from accounts.sign_on.inviting import waiting_words
from accounts.sign_on.links import invite, may_open_accounts, notify
from accounts.sign_on.second_factor import take_away

if TYPE_CHECKING:
    MembershipTable = admin.TabularInline[Membership, User]
    PeopleForm = forms.ModelForm[User]
    Memberships = BaseInlineFormSet[Membership, User, forms.ModelForm[Membership]]
else:
    # Django's own admin classes are generic for the type checker only.
    MembershipTable = admin.TabularInline
    PeopleForm = forms.ModelForm
    Memberships = BaseInlineFormSet

ADDRESS_CHANGED = "un administrateur a changé l’adresse de courriel de votre compte"
TAKEN = (
    "Cette adresse ou ce nom est le vôtre, et ce compte décide des chiffres\u00a0: "
    "un autre administrateur doit l’écrire."
)
MOVED = (
    "Quelqu’un vient de changer les rôles de cette personne\u00a0: rien n’est enregistré. "
    "Rouvrez cette page depuis la liste, et refaites ce qui manque encore."
)
OPENED = (
    "Vous avez retiré depuis moins de 30 jours un second facteur ou un fournisseur d’identité à ce compte, qui décide "
    "des chiffres\u00a0: un autre administrateur doit en changer l’adresse."
)
READDRESSED = (
    "Vous avez changé depuis moins de 30 jours l’adresse de {}, qui décide des chiffres\u00a0: un autre administrateur "
    "doit faire le reste."
)
NAMED = ("email", "first_name", "last_name")
type Move = tuple[Body, Role | None, Role | None]


class RolesFormSet(Memberships):
    """The roles of a person in the administered bodies."""

    def clean(self) -> None:
        """An account without any role belongs to no body: nobody could look after it any more."""
        super().clean()
        if any("id" in form.errors for form in self.initial_forms):
            raise ValidationError(MOVED)
        kept = [
            form
            for form in self.forms
            if form.cleaned_data.get("role") and not form.cleaned_data.get("DELETE")
        ]
        if not any(self.errors) and not kept:
            raise ValidationError(
                "Un compte garde au moins un rôle. Pour fermer l’accès d’une personne, décochez «\u00a0Actif\u00a0»."
            )

    def moves(self) -> Iterator[Move]:
        """What the form changes: body, role before, role after. Called after `save(commit=False)`."""
        stored = {
            each.pk: each for each in Membership.objects.filter(user=self.instance).select_related("body")
        }
        for membership in self.deleted_objects:
            yield membership.body, Role(membership.role), None
        for membership, _ in self.changed_objects:
            before = stored[membership.pk]
            if before.body_id == membership.body_id:
                yield membership.body, Role(before.role), Role(membership.role)
            else:
                yield before.body, Role(before.role), None
                yield membership.body, None, Role(membership.role)
        for membership in self.new_objects:
            yield membership.body, None, Role(membership.role)


def _note(kind: SecurityKind, request: HttpRequest, people: Iterable[User]) -> None:
    actor = request.user if isinstance(request.user, User) else None
    for each in people:
        log_security(kind, actor=actor, subject=each, request=request)


class MembershipInline(MembershipTable):
    model = Membership
    formset = RolesFormSet
    extra = 0

    def get_min_num(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        return 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).filter(body__in=administered_bodies(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "body":
            kwargs["queryset"] = administered_bodies(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


# Of the library: identities are unlinked in the list of people, the provider is in the settings, no token is stored.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])


class PersonForm(PeopleForm):
    """`actor` is who fills it in, set on the class that is made for each request."""

    actor: User

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = {"email", "first_name", "last_name"} & set(self.changed_data)
        typed = User(pk=self.instance.pk, **{name: cleaned.get(name) or "" for name in NAMED})
        if self.instance.pk and named and would_take(self.actor, typed):
            self.add_error(min(named), TAKEN)
        opened = (SecurityKind.FACTOR_REMOVED, SecurityKind.IDENTITY_UNLINKED)
        if self.instance.pk and "email" in named and did_lately(self.actor, self.instance, *opened):
            self.add_error("email", OPENED)
        return cleaned


@admin.register(User)
class PersonAdmin(AdministratorsOnly):
    """People of the bodies that the person administers. Someone who also belongs to another body is read-only.

    Nobody types the password of somebody else: who is added gets a link by mail, and others when it is sent to them.
    """

    form = PersonForm
    fields = ("username", "first_name", "last_name", "email", "is_active", "absent_until")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    actions = ("send_links", "unlock", "end_sessions", "take_second_factor_away", "unlink_identity")
    list_display = ("username", "first_name", "last_name", "is_active")
    list_filter = ("is_active", "memberships__role")
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request)
        user = request.user
        if not isinstance(user, User) or user.is_superuser:
            return people
        # An account without any role is nobody's: whoever could reset it would have the roles that it gets later.
        return people.filter(memberships__body__in=administered_bodies(request)).distinct()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        user = request.user
        # Another address, and then a link for a password, would open the other bodies too.
        return not isinstance(obj, User) or (isinstance(user, User) and user.answers_for(obj))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> User | None:
        """Who changes a person waits for who is changing them, and then reads what that left."""
        if request.method == "POST" and object_id.isdecimal():
            list(User.objects.select_for_update().filter(pk=object_id))
        return super().get_object(request, object_id, from_field)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_open_accounts() and super().has_add_permission(request)

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        actions = super().get_actions(request, action_location)
        useless = [] if settings.LOCAL_ACCOUNTS else ["send_links"]
        useless += [] if settings.OPENID else ["unlink_identity"]
        return {name: each for name, each in actions.items() if name not in useless}

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = actor_of(request)
        # Without an address no invitation arrives; accounts from before may have none.
        if obj is None:
            form.base_fields["email"].required = True
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        elif "is_active" in form.changed_data:
            change_access(person=obj, is_active=obj.is_active, actor=actor_of(request), way=Way.FORM)
        if change and "email" in form.changed_data and form.initial["email"]:
            notify(obj, ADDRESS_CHANGED, to=form.initial["email"])
        if change and "email" in form.changed_data:
            tell_of_account(obj, "a changé l’adresse de courriel", actor=actor_of(request))
            _note(SecurityKind.ADDRESS_CHANGED, request, [obj])
        super().save_model(request, obj, form, change)
        if not change:
            invite(obj)
            _note(SecurityKind.LINK_SENT, request, [obj])
            lasts = "\u00a0: le lien dure sept jours" if settings.LOCAL_ACCOUNTS else ""
            self.message_user(request, f"Une invitation part à {obj.email}{lasts}.")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Roles are given and withdrawn by their verb, which writes their history."""
        formset.save(commit=False)
        for body, before, after in list(formset.moves()):
            self._change_role(request, formset.instance, body, before, after)

    def _change_role(
        self, request: HttpRequest, person: User, body: Body, before: Role | None, after: Role | None
    ) -> None:
        actor = actor_of(request)
        try:
            change_role(person=person, body=body, before=before, after=after, actor=actor, way=Way.FORM)
        except SecondNeededError:
            assert after is not None  # noqa: S101 - what is only withdrawn needs nobody
            _, seconds = ask(person=person, body=body, role=after, asked_by=actor)
            self.message_user(request, waiting_words(after, seconds), messages.WARNING)

    @admin.action(description="Envoyer un lien pour choisir un mot de passe")
    def send_links(self, request: HttpRequest, people: QuerySet[User]) -> None:
        allowed = [each for each in people if self.has_change_permission(request, each)]
        reached = [each for each in allowed if each.email and each.is_active]
        for each in reached:
            invite(each)
        _note(SecurityKind.LINK_SENT, request, reached)
        self.message_user(
            request, f"Liens envoyés\u00a0: {len(reached)} sur {people.count()} personnes choisies."
        )

    @admin.action(description="Lever la suspension de la connexion")
    def unlock(self, request: HttpRequest, people: QuerySet[User]) -> None:
        allowed = [each for each in people if self.has_change_permission(request, each)]
        for each in allowed:
            unlock(each)
        _note(SecurityKind.UNLOCKED, request, allowed)
        self.message_user(
            request, f"Suspensions levées\u00a0: {len(allowed)} sur {people.count()} personnes choisies."
        )

    @admin.action(description="Fermer toutes les sessions")
    def end_sessions(self, request: HttpRequest, people: QuerySet[User]) -> None:
        allowed = [each for each in people if self.has_change_permission(request, each)]
        end_sessions(request, UserSession.objects.filter(user__in=allowed))
        _note(SecurityKind.SESSION_ENDED, request, allowed)
        self.message_user(
            request, f"Sessions fermées\u00a0: {len(allowed)} sur {people.count()} personnes choisies."
        )

    @admin.action(description="Retirer le second facteur (perdu)")
    def take_second_factor_away(self, request: HttpRequest, people: QuerySet[User]) -> None:
        taken = [each for each in self._not_moved(request, people) if take_away(each)]
        _note(SecurityKind.FACTOR_REMOVED, request, taken)
        self.message_user(
            request,
            f"Seconds facteurs retirés\u00a0: {len(taken)} sur {people.count()}.",
        )

    def _not_moved(self, request: HttpRequest, people: QuerySet[User]) -> list[User]:
        """Without those whose address the same person changed lately: the link for a password goes there."""
        allowed = [each for each in people if self.has_change_permission(request, each)]
        actor = actor_of(request)
        moved = [each for each in allowed if did_lately(actor, each, SecurityKind.ADDRESS_CHANGED)]
        for each in moved:
            self.message_user(request, READDRESSED.format(each), messages.ERROR)
        return [each for each in allowed if each not in moved]

    @admin.action(description="Délier du fournisseur d’identité")
    def unlink_identity(self, request: HttpRequest, people: QuerySet[User]) -> None:
        allowed = self._not_moved(request, people)
        linked = [each for each in allowed if SocialAccount.objects.filter(user=each).delete()[0]]
        _note(SecurityKind.IDENTITY_UNLINKED, request, linked)
        self.message_user(request, f"Comptes déliés\u00a0: {len(linked)} sur {people.count()}.")
