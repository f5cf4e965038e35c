"""Administration of people and bodies, by the administrators of each body."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import Body, Membership, OutboxMail, Token, User
from accounts.models.security import SecurityKind
from accounts.rights import Verb, may
from accounts.security.recording import log_security
from accounts.sign_on.defence import unlock
from accounts.sign_on.links import invite
from accounts.sign_on.second_factor import take_away
from accounts.tokens import revoke

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    MembershipTable = admin.TabularInline[Membership, User]
else:
    # Django's own admin classes are generic for the type checker only.
    ModelAdmin = admin.ModelAdmin
    MembershipTable = admin.TabularInline


class AdministratorsOnly(ModelAdmin):
    """Open to everyone whom the site lets in. Nothing is ever deleted: history points to these rows."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnly(AdministratorsOnly):
    """Rows that are only read here: recording functions write them, with their history."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def administered_bodies(request: HttpRequest) -> QuerySet[Body]:
    """The bodies that the person administers; all for the installation's superuser."""
    user = request.user
    if not isinstance(user, User):
        return Body.objects.none()
    if user.is_superuser:
        return Body.objects.all()
    # Few bodies, and roles are read once a request: `may` stays the one place that knows the rights.
    allowed = [body.pk for body in Body.objects.all() if may(user, Verb.ADMINISTER, body)]
    return Body.objects.filter(pk__in=allowed)


def _note(kind: SecurityKind, request: HttpRequest, people: Iterable[User]) -> None:
    actor = request.user if isinstance(request.user, User) else None
    for each in people:
        log_security(kind, actor=actor, subject=each, request=request)


class MembershipInline(MembershipTable):
    model = Membership
    extra = 0

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


@admin.register(User)
class PersonAdmin(AdministratorsOnly):
    """People of the bodies that the person administers. Someone who also belongs to another body is read-only.

    Nobody types the password of somebody else: who is added gets a link by mail, and others when it is sent to them.
    """

    fields = ("username", "first_name", "last_name", "email", "is_active", "absent_until")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    actions = ("send_links", "unlock", "take_second_factor_away")
    list_display = ("username", "first_name", "last_name", "is_active")
    list_filter = ("is_active", "memberships__role")
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request)
        user = request.user
        if not isinstance(user, User) or user.is_superuser:
            return people
        # Somebody just added has no role yet, and must be found to get one.
        mine = people.filter(memberships__body__in=administered_bodies(request))
        return (mine | people.filter(memberships__isnull=True, is_superuser=False)).distinct()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        user = request.user
        if not isinstance(obj, User) or not isinstance(user, User) or user.is_superuser:
            return True
        # Another address, and then a link for a password, would open the other bodies too.
        elsewhere = obj.memberships.exclude(body__in=administered_bodies(request))
        return not obj.is_superuser and not elsewhere.exists()

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        # Without an address no invitation arrives; accounts from before may have none.
        if obj is None:
            form.base_fields["email"].required = True
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            invite(obj)
            _note(SecurityKind.LINK_SENT, request, [obj])
            self.message_user(request, f"Une invitation part à {obj.email}\u00a0: le lien dure sept jours.")

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

    @admin.action(description="Retirer le second facteur (perdu)")
    def take_second_factor_away(self, request: HttpRequest, people: QuerySet[User]) -> None:
        allowed = [each for each in people if self.has_change_permission(request, each)]
        for each in allowed:
            take_away(each)
        _note(SecurityKind.FACTOR_REMOVED, request, allowed)
        self.message_user(
            request,
            f"Seconds facteurs retirés\u00a0: {len(allowed)} sur {people.count()}.",
        )


@admin.register(Body)
class BodyAdmin(AdministratorsOnly):
    """Bodies are added by whoever installs the application; their administrators look after the people."""

    list_display = ("code", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Body]:
        return administered_bodies(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Token)
class TokenAdmin(ReadOnly):
    """Tokens with access to the administered bodies. People create their own; an administrator may revoke one."""

    list_display = ("user", "label", "hint", "scope", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("scope", "revoked_at")
    actions = ("revoke_tokens",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Token]:
        tokens = super().get_queryset(request).select_related("user")
        return tokens.filter(bodies__in=administered_bodies(request)).distinct()

    @admin.action(description="Révoquer les jetons choisis")
    def revoke_tokens(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        for token in tokens:
            revoke(token)
        self.message_user(request, "Jetons révoqués : ils n’ouvrent plus rien.")


@admin.register(OutboxMail)
class MailAdmin(ReadOnly):
    """Delivery state of mails to the people of the administered bodies. Texts are personal, so they are not shown."""

    fields = ("user", "kind", "created_at", "tries", "next_try_at", "sent_at", "error")
    list_display = ("user", "kind", "created_at", "sent_at", "tries", "error")
    list_filter = ("kind", "sent_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMail]:
        mails = super().get_queryset(request).select_related("user")
        return mails.filter(user__memberships__body__in=administered_bodies(request)).distinct()
