"""Administration of bodies, tokens and mails."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.admin.frame import AdministratorsOnly, ReadOnly, actor_of, administered_bodies
from accounts.models import Body, OutboxMail, Token
from accounts.tokens import revoke


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
            revoke(token, actor=actor_of(request))
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
